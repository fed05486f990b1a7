import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkedBefore } from "../../scripts/test-transformer.cjs";
import { PACKAGE_ROOT } from "../support/built-files";

/** A file that is not there, and where the type check would leave what it compiles it to. */
const FILE = path.join(PACKAGE_ROOT, "test/no-such-folder/counted.ts");
const COMPILED = path.join(PACKAGE_ROOT, "node_modules/.cache/jqluster/test/no-such-folder/counted.js");

const SOURCE = "export const count: number = 1;\n";
const CODE = 'exports.count = 1;\nconst text = "// # sourceMappingURL=";';

/** Leaves what the type check does. */
function check(source: string): void {
  const map = { version: 3, sources: ["../../x.ts"], sourcesContent: [source], names: [], mappings: "AAAA" };
  const encoded = Buffer.from(JSON.stringify(map)).toString("base64");
  mkdirSync(path.dirname(COMPILED), { recursive: true });
  writeFileSync(COMPILED, `${CODE}\n//# sourceMappingURL=data:application/json;base64,${encoded}`);
}
afterEach(() => rmSync(path.dirname(COMPILED), { recursive: true, force: true }));

it("takes what the type check has compiled, with the place of the file", () => {
  check(SOURCE);
  expect(checkedBefore(SOURCE, FILE)).toMatchObject({ code: CODE, map: { sources: [FILE] } });
});

it("leaves to ts-jest what the type check has not seen", () => {
  expect(checkedBefore(SOURCE, FILE)).toBeUndefined();
});

it("leaves to ts-jest what has changed since then", () => {
  check(SOURCE);
  expect(checkedBefore(`${SOURCE} `, FILE)).toBeUndefined();
});

it("leaves to ts-jest what was compiled with other settings", () => {
  check(SOURCE);
  utimesSync(COMPILED, 0, 0);
  expect(checkedBefore(SOURCE, FILE)).toBeUndefined();
});

it.each(['jest.mock("x");', 'jest.unmock("x");', "jest.enableAutomock();", "enum Level { Low = ZERO }"])(
  "leaves to ts-jest what it compiles otherwise: %s",
  (code) => {
    const source = `import { ZERO } from "x";\n${code}\n`;
    check(source);
    expect(checkedBefore(source, FILE)).toBeUndefined();
  },
);

it("leaves to ts-jest what has no map", () => {
  check(SOURCE);
  writeFileSync(COMPILED, CODE);
  expect(checkedBefore(SOURCE, FILE)).toBeUndefined();
});

it("lets errors tell their lines, whatever has compiled a file", () => {
  interface Longer {
    readonly line: string;
  }
  const { stack = "" } = new Error("here");
  const [, line = ""] = /test-transformer\.test\.ts:(\d+):/.exec(stack) ?? [];
  const found: Longer = { line: readFileSync(__filename, "utf8").split("\n")[Number(line) - 1] ?? "" };
  expect(found.line).toContain('new Error("here")');
});
