// ts-jest, with one cache for all test projects: what a file compiles to does not depend on which tests there are.
// It is loaded only where a file is neither in the cache nor compiled by the type check: each worker would need half a second
// for it, and a hundredth for each file.
const { createHash } = require("node:crypto");
const { existsSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");

const ROOT = path.dirname(__dirname);
const TSCONFIG = path.join(ROOT, "tsconfig.json");

/** Where `npm run typecheck` leaves what it compiles. */
const CHECKED = path.join(ROOT, "node_modules/.cache/jqluster");
const INLINE_MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;

/** ts-jest puts `jest.mock()` and the like before the imports. The type check replaces what an enum takes of another file. */
const LEFT = /\bjest\s*\.\s*\w*mock\b|\benum\b/i;

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
const OWN_FILES = [__filename, TSCONFIG].map((file) => readFileSync(file, "utf8"));

/**
 * What the type check has compiled a file to.
 *
 * @param {string} source - What the file is now.
 * @param {string} file
 * @returns {import("@jest/transform").TransformedSource | undefined} `undefined` where it has not seen the file as it is, or
 *   had other settings.
 */
function checkedBefore(source, file) {
  const compiled = path.join(CHECKED, path.relative(ROOT, file)).replace(/\.ts$/, ".js");
  if (LEFT.test(source) || !existsSync(compiled)) return undefined;
  if (statSync(compiled).mtimeMs < statSync(TSCONFIG).ctimeMs) return undefined;
  const code = readFileSync(compiled, "utf8");
  const [comment, encoded = ""] = INLINE_MAP.exec(code) ?? [];
  if (comment === undefined) return undefined;
  const map = JSON.parse(Buffer.from(encoded, "base64").toString());
  if (map.sourcesContent?.[0] !== source) return undefined;
  return { code: code.slice(0, -comment.length), map: { ...map, sourceRoot: "", sources: [file] } };
}

/** @param {Parameters<typeof import("ts-jest").default.createTransformer>[0]} settings */
function createTransformer(settings) {
  const base = hashOf([...COMPILERS, ...OWN_FILES, process.version, JSON.stringify(settings)]);
  /** @type {Transformer | undefined} */
  let transformer;
  return {
    /** @type {Transformer["process"]} */
    process(source, file, options) {
      const checked = checkedBefore(source, file);
      if (checked) return checked;
      transformer ??= require("ts-jest").default.createTransformer(settings);
      return transformer.process(source, file, common(options));
    },
    /** @type {Transformer["getCacheKey"]} */
    getCacheKey: (source, file, { instrument }) => hashOf([base, file, source, String(instrument)]),
  };
}

module.exports = { checkedBefore, createTransformer };
