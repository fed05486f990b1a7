// Builds everything a user of the package gets: `node scripts/build.mjs`.
//
//   dist/**            the compiled sources, CommonJS with declarations
//   dist/**/index.mjs  one-line ESM wrappers around them
//   dist/browser/      the page script, readable and minified, and the jQuery of the demo pages
import { spawn } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import path from "node:path";
import { compiler } from "./compiler.cjs";
import { dist, writeBrowserFiles, writeEsmWrappers } from "./dist-files.mjs";

const root = path.dirname(import.meta.dirname);

/** Compiles `src/` with the TypeScript compiler. */
async function compile() {
  const child = spawn(compiler, ["-p", path.join(root, "tsconfig.build.json")], {
    cwd: root,
    stdio: "inherit",
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
  if (code !== 0) throw new Error("the TypeScript compiler found errors (listed above)");
}

rmSync(dist, { recursive: true, force: true });
try {
  // Both report all they find: an error of one must not hide those of the other.
  const [compiled, bundled] = await Promise.allSettled([compile(), writeBrowserFiles()]);
  writeEsmWrappers();
  if (compiled.status === "rejected") throw compiled.reason;
  if (bundled.status === "rejected") throw bundled.reason;
  chmodSync(path.join(dist, "cli/cli.js"), 0o755);
  console.log(["Built dist/", ...bundled.value].join("\n"));
} catch (error) {
  console.error(`Build failed: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
