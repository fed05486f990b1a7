const { listProjects } = require("./scripts/test-projects.cjs");

/** @type {import("jest").Config} */
const shared = {
  // Names the cache, which all projects share.
  id: "jqluster",
  testEnvironment: "<rootDir>/scripts/test-environment.cjs",
  rootDir: __dirname,
  roots: ["<rootDir>/test", "<rootDir>/src"],
  transform: {
    "^.+\\.ts$": [
      "<rootDir>/scripts/test-transformer.cjs",
      { tsconfig: "tsconfig.json", transpilation: true },
    ],
  },
};

/** @type {import("jest").Config} */
module.exports = {
  projects: [...listProjects()].map(([displayName, files]) => ({
    ...shared,
    displayName,
    testMatch: files.map((file) => `**/${file}`),
  })),
  testSequencer: "<rootDir>/scripts/test-sequencer.cjs",
  // One more than the cores of the smallest machine this runs on, since most of the tests wait: for browsers, for services.
  maxWorkers: 3,
  // Far above what any test takes: what is slow on a busy machine is no fault, and speed is measured elsewhere.
  testTimeout: 120_000,
};
