const { TestEnvironment } = require("jest-environment-node");

/**
 * Node.js as jest gives it to tests, with a way to Playwright. Jest evaluates what a test file imports anew for each file,
 * which takes half a second for Playwright: what is required here is there for all files of a worker.
 */
class Environment extends TestEnvironment {
  /** @param {ConstructorParameters<typeof TestEnvironment>} parameters */
  constructor(...parameters) {
    super(...parameters);
    this.global.loadPlaywright = () => require("playwright-core");
  }
}

module.exports = Environment;
