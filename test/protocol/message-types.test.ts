import path from "node:path";
import type { CompilerOptions, SourceFile } from "typescript";
import { isKnownType, isReply, isRequest, MessageType, replyTypeOf } from "../../src/protocol";
import { ts } from "../support/typescript";

const FOLDER = path.join(__dirname, "../../src/protocol");
const TYPES_FILE = path.join(FOLDER, "message-types.ts");

/** What was read for a program before: the declarations of the language are long. */
const readFiles = new Map<string, SourceFile | undefined>();

/** The files in which the compiler finds an error when the list of message types is changed. */
function filesWithErrors(change: (source: string) => string): string[] {
  const options: CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (path.resolve(name) === TYPES_FILE) {
      return ts.createSourceFile(name, change(ts.sys.readFile(name) ?? ""), ts.ScriptTarget.ES2022, true);
    }
    if (!readFiles.has(name)) readFiles.set(name, readFile(name, ...rest));
    return readFiles.get(name);
  };
  const program = ts.createProgram([path.join(FOLDER, "index.ts")], options, host);
  const files = program.getSourceFiles().filter(({ fileName }) => path.resolve(fileName).startsWith(FOLDER));
  return files
    .filter((file) => program.getSemanticDiagnostics(file).length > 0)
    .map(({ fileName }) => path.basename(fileName));
}

describe("message types", () => {
  it("compile as they are", () => {
    expect(filesWithErrors((source) => source)).toEqual([]);
  });

  it("do not compile with a type that has no role and no body", () => {
    const planted = (source: string) =>
      source.replace('signal: "signal",', 'signal: "signal", ping: "ping",');
    expect(filesWithErrors(planted)).toEqual(expect.arrayContaining(["message-types.ts", "bodies.ts"]));
  });

  it("know their replies", () => {
    const replies = Object.values(MessageType).map((type) => [type, replyTypeOf(type)]);
    expect(replies.filter(([, reply]) => reply !== undefined)).toEqual([
      ["register", "register_reply"],
      ["select_and_get", "select_and_get_reply"],
      ["select_and_listen", "select_and_listen_reply"],
      ["pages", "pages_reply"],
      ["kept", "kept_reply"],
    ]);
  });

  it("tell requests and replies between nodes from all others", () => {
    const types = Object.values(MessageType);
    expect(types.filter(isRequest)).toEqual(["select_and_get", "select_and_listen"]);
    expect(types.filter(isReply)).toEqual(["select_and_get_reply", "select_and_listen_reply"]);
  });

  it.each(["__proto__", "constructor", "toString", "", "something"])("take %p for unknown", (type) => {
    expect([isKnownType(type), isRequest(type), isReply(type), replyTypeOf(type)]).toEqual([
      false,
      false,
      false,
      undefined,
    ]);
  });
});
