// Every engine in full, and the table and pictures of docs/browsers.md anew: `npm run test:browsers`.
// Under `npm test` the same tests run in part.
process.env.JQLUSTER_BROWSERS = "1";

/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.js"),
  testMatch: ["**/test/engines/**/*.test.ts", "**/test/browser/differential.test.ts"],
  testTimeout: 900_000,
};
