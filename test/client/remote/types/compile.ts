import path from "node:path";
import type { CompilerOptions, Diagnostic, SourceFile, Type, TypeChecker } from "typescript";
import { PACKAGE_ROOT } from "../../../support/built-files";
import { ts } from "../../../support/typescript";

/** What the compiler says of a program. */
export interface Compiled {
  /** The type of each statement that is an expression, in order. */
  readonly types: readonly string[];
  /** What the calls of each member of the last such expression give, in all their forms. */
  readonly results: { readonly [member: string]: readonly string[] };
  /** The errors, as `line: text`; lines count from 1. */
  readonly errors: readonly string[];
}

/** All programs have these options but for the types, which do not change how a file is read. */
const OPTIONS: CompilerOptions = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
};

/** Declarations that were read for a program before: those of the DOM are long. */
const readFiles = new Map<string, SourceFile | undefined>();

/**
 * Compiles the program of a user of the package, strictly, as a module in Node's way.
 *
 * @param source - Its text; it may import `jqluster/client` and the like, which must have been built.
 * @param types - The type definitions of other packages that are installed, for example `["jquery"]`.
 */
export function compile(source: string, types: readonly string[] = []): Compiled {
  const file = path.join(PACKAGE_ROOT, "test/client/types/program.ts");
  const options = { ...OPTIONS, types: [...types] };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    if (name === file) return ts.createSourceFile(name, source, ts.ScriptTarget.ES2022, true);
    if (!readFiles.has(name)) readFiles.set(name, getSourceFile.call(host, name, ...rest));
    return readFiles.get(name);
  };
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const used = [...(program.getSourceFile(file)?.statements ?? [])]
    .filter(ts.isExpressionStatement)
    .map(({ expression }) => checker.getTypeAtLocation(expression));
  const members = used.at(-1)?.getProperties() ?? [];
  return {
    types: used.map((type) => checker.typeToString(type)),
    results: Object.fromEntries(
      members.map((member) => [member.name, resultsOf(checker.getTypeOfSymbol(member), checker)]),
    ),
    // Of our own declarations and the program: to check those of the DOM takes long.
    errors: program
      .getSourceFiles()
      .filter(({ fileName }) => fileName === file || fileName.startsWith(path.join(PACKAGE_ROOT, "dist")))
      .flatMap((checked) => [
        ...program.getSyntacticDiagnostics(checked),
        ...program.getSemanticDiagnostics(checked),
      ])
      .map(textOf),
  };
}

/** What the calls of a value give; of a value that cannot be called, what it is. */
function resultsOf(type: Type, checker: TypeChecker): string[] {
  const calls = type.getCallSignatures();
  const given = calls.length === 0 ? [type] : calls.map((call) => call.getReturnType());
  return given.map((result) => checker.typeToString(result));
}

function textOf({ file, start, messageText }: Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, " ");
  return file ? `${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: ${text}` : text;
}
