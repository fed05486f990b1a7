import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { minify as swcMinify, transform } from "@swc/core";
import { build, transform as rename } from "esbuild";
import { INTERNAL_NAMES, substitutes } from "./engine-io/substitutes.mjs";

const require = createRequire(import.meta.url);
const HELPERS = path.join(import.meta.dirname, "es5-helpers.mjs");

const PAGE_GLOBALS = {
  window: "object",
  document: "object",
  location: "object",
  navigator: "object",
  addEventListener: "function",
  removeEventListener: "function",
};

/** @typedef {import("./engine-io/substitutes.mjs").Modules} Modules */

/**
 * Bundles the page script and brings it down to the syntax of ES5.
 *
 * esbuild resolves and joins modules but cannot emit ES5; swc emits ES5 but does not join. So they take turns: join,
 * bring down, and join again with the helpers that swc's output imports.
 *
 * @param {string} root - The folder of the package.
 * @returns {Promise<{ readable: string, minified: string, ownMinified: string }>} The script, the same minified,
 *   and for its size alone the minified script with engine.io-client left out.
 */
export async function buildBrowserBundle(root) {
  const banner = bannerOf(root);
  const [readable, ownReadable] = await Promise.all([
    bundle(root, substitutes(root)),
    bundle(root, { ...substitutes(root), "engine.io-client": "export class Socket {}" }),
  ]);
  const [minified, ownMinified] = await Promise.all([minify(readable), minify(ownReadable)]);
  return { readable: banner + readable, minified: banner + minified, ownMinified };
}

/**
 * @param {string} text
 * @returns {string} Its size as it is and as a server sends it, for a person to read.
 */
export function sizeOf(text) {
  const kib = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
  return `${kib(Buffer.byteLength(text))}, gzipped ${kib(gzipSync(text, { level: 9 }).length)}`;
}

/**
 * @param {string} root
 * @param {Modules} modules - Those that are taken in place of others.
 */
async function bundle(root, modules) {
  const entry = path.join(root, "src/client/browser.ts");
  const joined = await join(readFileSync(entry, "utf8"), entry, modules, {
    inject: ["object-assign"],
    external: ["@swc/helpers/*"],
  });
  const script = await join(await toEs5(joined), entry, await helperModules(), { target: "es5" });
  // Wrapped only now, so that all is inside: the page's global scope is not ours.
  return `(function () {\n"use strict";\n${script}})();\n`;
}

/** @returns {Promise<Modules>} Our helpers, under the names that swc imports its own by. */
async function helperModules() {
  const helpers = await toEs5(readFileSync(HELPERS, "utf8"));
  const names = [...helpers.matchAll(/\bexport function (\w+)/g)].map(([, name]) => name);
  return Object.fromEntries([
    ["helpers", helpers],
    ...names.map((name) => [`@swc/helpers/_/${name}`, `export { ${name} as _ } from "helpers";`]),
  ]);
}

/**
 * Joins a module with all that it imports.
 *
 * @param {string} contents - Its text. Given so, since esbuild takes a file without exports in a CommonJS package for
 *   CommonJS and wraps it.
 * @param {string} file - Where it is from.
 * @param {Modules} modules - Those that are taken in place of those of the same name.
 * @param {import("esbuild").BuildOptions} options
 */
async function join(contents, file, modules, options = {}) {
  const substitute = {
    name: "substitute",
    setup(/** @type {import("esbuild").PluginBuild} */ { onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path: name, resolveDir }) =>
        name in modules ? { path: name, namespace: "substitute", pluginData: resolveDir } : undefined,
      );
      onLoad({ filter: /.*/, namespace: "substitute" }, ({ path: name, pluginData }) => ({
        contents: modules[name] ?? "",
        resolveDir: pluginData,
      }));
    },
  };
  const result = await build({
    stdin: { contents, sourcefile: file, resolveDir: path.dirname(file), loader: "ts" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    plugins: [substitute],
    ...options,
  });
  return (result.outputFiles ?? []).map(({ text }) => text).join("");
}

/** @param {string} modules - What esbuild joined, still at the top level. */
async function toEs5(modules) {
  const { code } = await transform(modules, {
    configFile: false,
    swcrc: false,
    isModule: true,
    env: {
      targets: { ie: "9" },
      // The exact forms ask for Symbol and WeakMap. The loose ones take arrays alone in spread and destructuring,
      // which tsconfig.browser.json checks.
      loose: true,
      // Both guard against polyfilled symbols, which none of our values are.
      exclude: ["transform-typeof-symbol", "transform-instanceof"],
    },
    jsc: {
      externalHelpers: true,
      // What every page has, down to the oldest browsers.
      transform: { optimizer: { globals: { typeofs: PAGE_GLOBALS } } },
      assumptions: {
        ignoreFunctionLength: true,
        noClassCalls: true,
        noDocumentAll: true,
        objectRestNoSymbols: true,
        pureGetters: true,
        setSpreadProperties: true,
      },
    },
  });
  return code;
}

/** @param {string} script */
async function minify(script) {
  const renamed = await rename(script, { ...INTERNAL_NAMES, target: "es5" });
  const { code } = await swcMinify(renamed.code, {
    ecma: 5,
    module: false,
    compress: { ecma: 5, passes: 3, inline: 2, reduce_funcs: false, keep_fargs: false, pure_getters: true },
    mangle: true,
    format: { comments: false, ecma: 5 },
  });
  return code;
}

/** @param {string} root */
function bannerOf(root) {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const { version: engineVersion } = require("engine.io-client/package.json");
  return `/*! jQluster ${version} with Engine.IO client ${engineVersion} (c) Guillermo Rauch and Socket.IO contributors, MIT License */\n`;
}
