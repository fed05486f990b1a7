import { gzipSync } from "node:zlib";
import { readBuiltFile } from "../support/built-files";

/** The most bytes of gzip that a page may have to load for jQluster. Engine.IO's client is about a fifth of them. The goal is 28 KiB; sessions took it past that. */
const BUDGET = 30 * 1024;

test("the page script stays within its budget", () => {
  const bytes = gzipSync(readBuiltFile("browser/jqluster.min.js"), { level: 9 }).length;
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});
