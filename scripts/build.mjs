// Builds everything a user of the package gets: `node scripts/build.mjs`.
//
//   dist/**            the compiled sources, CommonJS with declarations
//   dist/**/index.mjs  one-line ESM wrappers around them
//   dist/browser/      the page script, readable and minified, and the jQuery of the demo pages
import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { buildBrowserBundle, sizeOf } from "./browser-bundle.mjs";

const root = path.dirname(import.meta.dirname);
const dist = path.join(root, "dist");
const browserDist = path.join(dist, "browser");
const require = createRequire(import.meta.url);

/** The folders of `dist` whose `index.js` users may import. */
const ENTRY_FOLDERS = [".", "client", "client/plugin"];

/** Compiles `src/` with the TypeScript compiler, in a process of its own: it takes most of the time. */
async function compile() {
  const tsc = require.resolve("typescript/bin/tsc");
  const child = spawn(process.execPath, [tsc, "-p", path.join(root, "tsconfig.build.json")], {
    cwd: root,
    stdio: "inherit",
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", resolve);
  });
  if (code !== 0) throw new Error("the TypeScript compiler found errors (listed above)");
}

/** ESM imports reach the CommonJS files, so a program that mixes `import` and `require` has one jQluster, not two. */
function writeEsmWrappers() {
  for (const folder of ENTRY_FOLDERS) {
    mkdirSync(path.join(dist, folder), { recursive: true });
    for (const extension of ["mjs", "d.mts"]) {
      writeFileSync(path.join(dist, folder, `index.${extension}`), 'export * from "./index.js";\n');
    }
  }
}

async function writeBrowserFiles() {
  const { readable, minified, ownMinified } = await buildBrowserBundle(root);
  mkdirSync(browserDist, { recursive: true });
  writeFileSync(path.join(browserDist, "jqluster.js"), readable);
  writeFileSync(path.join(browserDist, "jqluster.min.js"), minified);
  // A demo page may load nothing from elsewhere: it has to work without the internet.
  copyFileSync(
    path.join(path.dirname(require.resolve("jquery")), "jquery.min.js"),
    path.join(browserDist, "jquery.min.js"),
  );
  return [
    `  jqluster.min.js            ${sizeOf(minified)}`,
    `  without engine.io-client   ${sizeOf(ownMinified)}`,
  ];
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
