// Builds, starts the service, and does both again when a source changes: `npm run dev -- [options of jqluster]`.
// A change that does not compile leaves the service that runs as it is.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { compiler } from "./compiler.cjs";
import { dist, writeBrowserFiles, writeEsmWrappers } from "./dist-files.mjs";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

const root = path.dirname(import.meta.dirname);

/** @type {ChildProcess | undefined} */
let service;
let isStopping = false;

async function stopService() {
  if (!service || service.exitCode !== null || service.signalCode !== null) return;
  service.kill();
  await once(service, "exit");
}

async function restart() {
  writeEsmWrappers();
  await writeBrowserFiles();
  await stopService();
  if (isStopping) return;
  const args = [path.join(dist, "cli/cli.js"), ...process.argv.slice(2)];
  service = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
}

const watcher = spawn(compiler, ["-p", "tsconfig.build.json", "--watch", "--preserveWatchOutput"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    isStopping = true;
    watcher.kill();
  });
}
for await (const line of createInterface({ input: watcher.stdout })) {
  console.log(line);
  const [, errors] = /Found (\d+) errors?/.exec(line) ?? [];
  if (errors === "0") {
    await restart().catch((error) => console.error(`Not restarted: ${error.message}`));
  } else if (errors !== undefined) console.log("What runs goes on as it was.");
}
await stopService();
