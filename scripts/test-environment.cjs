const { AsyncLocalStorage } = require("node:async_hooks");
const vm = require("node:vm");
const { TestEnvironment } = require("jest-environment-node");
const { compileOnce } = require("./compile-once.cjs");

vm.compileFunction = compileOnce;

/**
 * What has run since the last test file ended. Jest makes one for each test file; up to Node.js 22, each that is not
 * disabled makes every promise and callback in the files after it slower.
 *
 * @type {Set<AsyncLocalStorage<unknown>>}
 */
const storages = new Set();
const { run } = AsyncLocalStorage.prototype;
/** @type {(this: AsyncLocalStorage<unknown>, ...parameters: Parameters<typeof run>) => unknown} */
AsyncLocalStorage.prototype.run = function (...parameters) {
  storages.add(this);
  return Reflect.apply(run, this, parameters);
};

// Only test files with browsers need it.
const sharedBrowser = () => require("./shared-browser.cjs");

/**
 * Node.js as jest gives it to tests, with a way to Playwright, to its browser and to TypeScript. Jest evaluates what a test
 * file imports anew for each file, which takes half a second for each of these: what is required here is there for all files
 * of a worker.
 */
class Environment extends TestEnvironment {
  #borrows = false;

  /** @param {ConstructorParameters<typeof TestEnvironment>} parameters */
  constructor(...parameters) {
    super(...parameters);
    this.global.loadPlaywright = () => require("playwright-core");
    this.global.loadTypeScript = () => require("typescript");
    this.global.lendBrowser = (/** @type {import("./shared-browser.cjs").LaunchOptions} */ options) => {
      this.#borrows = true;
      return sharedBrowser().borrowBrowser(options);
    };
  }

  /** @override */
  async teardown() {
    await super.teardown();
    for (const storage of storages) storage.disable();
    storages.clear();
    if (!this.#borrows) return;
    const left = await sharedBrowser().takeBack();
    if (left > 0) throw new Error(`the test file did not close ${left} of the browsers that it opened`);
  }
}

module.exports = Environment;
