import { gzipSync } from "node:zlib";
import { readBuiltFile } from "../support/built-files";

/** The most that a page may have to load for jQluster, in KiB of gzip; Engine.IO's client is about 6 of them. */
const BUDGET_KIB = 22.6;

test("the page script stays within its budget", () => {
  const bytes = gzipSync(readBuiltFile("browser/jqluster.min.js"), { level: 9 }).length;
  expect(bytes / 1024).toBeLessThanOrEqual(BUDGET_KIB);
});
