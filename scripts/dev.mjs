// Builds, starts the service, and does both again when a source changes: `npm run dev -- [options of jqluster]`.
// A change that does not compile leaves the service that runs as it is.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { createInterface } from "node:readline";
import { buildBrowserBundle } from "./browser-bundle.mjs";

const root = path.dirname(import.meta.dirname);
const dist = path.join(root, "dist");
const serviceArguments = process.argv.slice(2);
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/** @param {string[]} args */
const startService = (args) =>
  spawn(process.execPath, [path.join(dist, "cli/cli.js"), ...args], { cwd: root, stdio: "inherit" });

/** The compiler keeps what it knows, so that a change takes a second where a build takes ten. */
const startCompiler = () =>
  spawn(process.execPath, [tsc, "-p", "tsconfig.build.json", "--watch", "--preserveWatchOutput"], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });

/** @param {import("node:child_process").ChildProcess} child */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, "exit");
}

async function writePageScripts() {
  const { readable, minified } = await buildBrowserBundle(root);
  writeFileSync(path.join(dist, "browser/jqluster.js"), readable);
  writeFileSync(path.join(dist, "browser/jqluster.min.js"), minified);
}

async function watch() {
  let service = startService(serviceArguments);
  const compiler = startCompiler();
  let isStopping = false;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      isStopping = true;
      compiler.kill();
    });
  }
  let isFirst = true;
  for await (const line of createInterface({ input: compiler.stdout })) {
    const [, errors] = /Found (\d+) errors?/.exec(line) ?? [];
    // The first time it compiles what the build has just compiled.
    if (errors === undefined) {
      if (!isFirst) console.log(line);
    } else if (isFirst) {
      isFirst = false;
      console.log("Watching src/");
    } else if (errors === "0") {
      try {
        await writePageScripts();
      } catch (error) {
        console.error(`The page script was not built: ${error instanceof Error ? error.message : error}`);
        continue;
      }
      await stop(service);
      if (!isStopping) service = startService(serviceArguments);
    } else console.log(`${errors} errors: the service goes on as it was`);
  }
  await stop(service);
}

const { status } = spawnSync(process.execPath, [path.join(root, "scripts/build.mjs")], { stdio: "inherit" });
if (status === 0) await watch();
else process.exitCode = 1;
