// ts-jest, with one cache for all test projects: what a file compiles to does not depend on which tests there are.
const { default: tsJest } = require("ts-jest");

/**
 * @typedef {ReturnType<typeof tsJest.createTransformer>} Transformer
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

/** @param {Parameters<typeof tsJest.createTransformer>[0]} settings */
function createTransformer(settings) {
  const transformer = tsJest.createTransformer(settings);
  return {
    /** @type {Transformer["process"]} */
    process: (source, file, options) => transformer.process(source, file, common(options)),
    /** @type {Transformer["getCacheKey"]} */
    getCacheKey: (source, file, options) => transformer.getCacheKey(source, file, common(options)),
  };
}

module.exports = { createTransformer };
