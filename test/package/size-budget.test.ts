import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { readBuiltFile } from "../support/built-files";

/** The most that a page may have to load for jQluster, in KiB of gzip: ours, and Socket.IO's client beside it. */
const BUDGET_KIB = { own: 17, socketIoClient: 15 };

test("the page script stays within its budget", () => {
  const socketIo = path.join(path.dirname(require.resolve("socket.io-client/package.json")), "dist");
  const socketIoClient = gzippedKib(readFileSync(path.join(socketIo, "socket.io.min.js"), "utf8"));
  const own = gzippedKib(readBuiltFile("browser/jqluster.min.js")) - socketIoClient;
  expect(socketIoClient).toBeLessThanOrEqual(BUDGET_KIB.socketIoClient);
  expect(own).toBeLessThanOrEqual(BUDGET_KIB.own);
});

function gzippedKib(text: string): number {
  return gzipSync(text, { level: 9 }).length / 1024;
}
