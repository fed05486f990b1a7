/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", transpilation: true }] },
  // Two workers, the size of the smallest machine this runs on: real browsers and child processes need the rest.
  maxWorkers: 2,
  // Far above what any test takes: what is slow on a busy machine is no fault, and speed is measured elsewhere.
  testTimeout: 120_000,
};
