// Every engine in full, and the table and pictures of docs/browsers.md anew: `npm run test:browsers`.
// Under `npm test` the same tests run in part.
process.env.JQLUSTER_BROWSERS = "1";

const { projects, ...all } = require("./jest.config.js");

const IN_PART =
  /\/test\/(engines\/|browser\/(differential|hostile-wire)\.test|client\/page\/guards\/verdicts\.test)/;

/** @type {import("jest").Config} */
module.exports = {
  ...all,
  // Each project says itself which files it has.
  projects: projects
    .map(({ testMatch, ...project }) => ({
      ...project,
      testMatch: testMatch.filter((file) => IN_PART.test(file)),
    }))
    .filter(({ testMatch }) => testMatch.length > 0),
  testTimeout: 900_000,
};
