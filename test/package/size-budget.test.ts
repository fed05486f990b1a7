import { gzipSync } from "node:zlib";
import { readBuiltFile } from "../support/built-files";

/** The most bytes of gzip that a page may have to load for jQluster; docs/decisions.md tells why it is more than the goal. */
const BUDGET = 32 * 1024;

test("the page script stays within its budget", () => {
  const bytes = gzipSync(readBuiltFile("browser/jqluster.min.js"), { level: 9 }).length;
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});
