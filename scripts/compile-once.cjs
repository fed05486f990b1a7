const vm = require("node:vm");

/**
 * Modules that were compiled, by file. A file that has changed, as under `--watch`, takes the place of what it was.
 *
 * @type {Map<string, { readonly head: string, readonly code: string, readonly script: vm.Script }>}
 */
const compiled = new Map();

const { compileFunction } = vm;

/** What follows depends on the test file that loads the module, or is no text of a function. */
const NOT_SHARED = /\bimport\s*\(|^#!/;

/**
 * `vm.compileFunction` for Jest, which compiles what a test file imports anew for each test file. Here a worker compiles a
 * module once, and V8 each of its functions once: all test files run the same code, each in its own context and with its own
 * state.
 *
 * @type {typeof compileFunction}
 */
function compileOnce(code, parameters, options) {
  const { parsingContext, filename } = options ?? {};
  if (!parsingContext || !filename) return compileFunction(code, parameters, options);
  const head = `(function (${(parameters ?? []).join()}) {`;
  const known = compiled.get(filename);
  if (known?.code === code && known.head === head) return known.script.runInContext(parsingContext);
  if (NOT_SHARED.test(code)) return compileFunction(code, parameters, options);
  // The head is not part of the file: positions in it stay what they are.
  const script = new vm.Script(`${head}${code}\n})`, { filename, columnOffset: -head.length });
  compiled.set(filename, { head, code, script });
  return script.runInContext(parsingContext);
}

module.exports = { compileOnce };
