// The long tests in full: `npm run test:soak`. Under `npm test` the same tests run in small.
process.env.JQLUSTER_SOAK = "1";

/** @type {import("jest").Config} */
module.exports = {
  ...require("./jest.config.js"),
  // One at a time: they measure, and each takes what the machine has.
  maxWorkers: 1,
  testTimeout: 900_000,
};
