// What `dist/` has beside the output of the compiler.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { buildBrowserBundle, sizeOf } from "./browser-bundle.mjs";

const root = path.dirname(import.meta.dirname);
const browserDist = path.join(root, "dist/browser");
const require = createRequire(import.meta.url);

/** The folder that is built. */
export const dist = path.join(root, "dist");

/** The folders of `dist` whose `index.js` users may import. */
const ENTRY_FOLDERS = [".", "client", "client/plugin"];

/** ESM imports reach the CommonJS files, so a program that mixes `import` and `require` has one jQluster, not two. */
export function writeEsmWrappers() {
  for (const folder of ENTRY_FOLDERS) {
    mkdirSync(path.join(dist, folder), { recursive: true });
    for (const extension of ["mjs", "d.mts"]) {
      writeFileSync(path.join(dist, folder, `index.${extension}`), 'export * from "./index.js";\n');
    }
  }
}

/** The page script and what it needs. @returns {Promise<string[]>} Lines that tell the sizes. */
export async function writeBrowserFiles() {
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
