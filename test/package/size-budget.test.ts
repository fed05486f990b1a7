import { gzipSync } from "node:zlib";
import { readBuiltFile } from "../support/built-files";

/** The most a page may have to load for jQluster, in KiB of gzip, Socket.IO's client included. */
const BUDGET_KIB = 32;

test("the page script stays within its budget", () => {
  const kib = gzipSync(readBuiltFile("browser/jqluster.min.js"), { level: 9 }).length / 1024;
  expect(kib).toBeLessThanOrEqual(BUDGET_KIB);
});
