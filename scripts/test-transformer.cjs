// ts-jest, with one cache for all test projects: what a file compiles to does not depend on which tests there are.
// The compiler is loaded only where a file is not in the cache: each worker would need half a second for it.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const path = require("node:path");

/**
 * @typedef {import("ts-jest").TsJestTransformer} Transformer
 * @typedef {Parameters<Transformer["process"]>[2]} Options
 */

/** @type {WeakMap<Options["config"], Options["config"]>} */
const commonConfigs = new WeakMap();

/**
 * @param {Options} options
 * @returns {Options} The same without what tells one project from another.
 */
function common(options) {
  const { displayName: _displayName, ...rest } = options.config;
  const config = commonConfigs.get(options.config) ?? { ...rest, testMatch: [] };
  commonConfigs.set(options.config, config);
  return { ...options, config };
}

/** @param {readonly string[]} parts */
function hashOf(parts) {
  const hash = createHash("sha1");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

/** What the output depends on beside the source: the compilers, and how they are configured. */
const COMPILERS = ["ts-jest/package.json", "typescript/package.json"].map((file) => require(file).version);
const OWN_FILES = [__filename, path.join(__dirname, "../tsconfig.json")].map((file) =>
  readFileSync(file, "utf8"),
);

/** @param {Parameters<typeof import("ts-jest").default.createTransformer>[0]} settings */
function createTransformer(settings) {
  const base = hashOf([...COMPILERS, ...OWN_FILES, process.version, JSON.stringify(settings)]);
  /** @type {Transformer | undefined} */
  let transformer;
  return {
    /** @type {Transformer["process"]} */
    process(source, file, options) {
      transformer ??= require("ts-jest").default.createTransformer(settings);
      return transformer.process(source, file, common(options));
    },
    /** @type {Transformer["getCacheKey"]} */
    getCacheKey: (source, file, { instrument }) => hashOf([base, file, source, String(instrument)]),
  };
}

module.exports = { createTransformer };
