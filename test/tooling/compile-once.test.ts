import { createContext } from "node:vm";
import { compileOnce } from "../../scripts/compile-once.cjs";

const inNewContext = () => ({ parsingContext: createContext({}), filename: "/module.js" });
let loads = 0;
const load = (code: string, options = inNewContext()) => {
  loads += 1;
  const exported: { [name: string]: unknown } = {};
  compileOnce(code, ["exports", "number"], options)(exported, loads);
  return exported;
};

test("a module has its state and its globals for each test file, though it is compiled once", () => {
  const code = "let calls = 0; exports.call = () => ++calls; exports.number = number; exports.Array = Array;";
  const [first, second] = [load(code), load(code)];
  expect([first.call, first.call, second.call].map((call) => (call as () => number)())).toEqual([1, 2, 1]);
  expect(second.number).toBe((first.number as number) + 1);
  expect(second.Array).not.toBe(first.Array);
});

test("a module that has changed is compiled again", () => {
  expect([1, 2, 1].map((value) => load(`exports.value = ${value}`).value)).toEqual([1, 2, 1]);
});

test("an error names the line and the column of the file", () => {
  const { fail } = load("exports.fail = () => { throw new Error('planted'); };\n");
  const failure = expect(fail as () => never);
  failure.toThrow("planted");
  failure.toThrow(expect.objectContaining({ stack: expect.stringMatching(/\/module\.js:1:30\b/) }));
});

test.each(["'use strict'; exports.isStrict = function () { return !this; }();", "exports.a = 1 // the end"])(
  "the code %j runs as it is",
  (code) => expect(Object.values(load(code))).toEqual([code.includes("strict") ? true : 1]),
);

test("a dynamic import belongs to the test file that says it", async () => {
  const importModuleDynamically = async () => {
    throw new Error("asked for");
  };
  const code = "exports.load = () => import('./other.js');";
  const exported: { load?: () => Promise<unknown> } = {};
  compileOnce(code, ["exports"], { ...inNewContext(), importModuleDynamically })(exported);
  await expect(exported.load?.()).rejects.toThrow(/asked for|experimental-vm-modules/);
});
