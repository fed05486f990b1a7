import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { minify as swcMinify, transform } from "@swc/core";
import { build } from "esbuild";

const require = createRequire(import.meta.url);

/**
 * Bundles the page script and brings it down to the syntax of ES5.
 *
 * esbuild resolves and joins the modules but cannot emit ES5; swc emits ES5 but does not join modules.
 *
 * @param {string} root - The folder of the package.
 * @returns {Promise<{ readable: string, minified: string, ownMinified: string }>} The script, the same minified,
 *   and for its size alone the minified script with socket.io-client left out.
 */
export async function buildBrowserBundle(root) {
  // Its own ES5 build: the ES modules of the package are newer than the browsers we serve.
  const socketIo = path.join(
    path.dirname(require.resolve("socket.io-client/package.json")),
    "dist/socket.io.min.js",
  );
  const banner = bannerOf(root);
  const [whole, own] = await Promise.all([join(root, socketIo), join(root, undefined)]);
  const [readable, ownReadable] = await Promise.all([toEs5(whole), toEs5(own)]);
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
 * @param {string | undefined} socketIo - The file taken for socket.io-client; `undefined` leaves it out.
 */
async function join(root, socketIo) {
  const entry = path.join(root, "src/client/browser.ts");
  const resolveSocketIo = {
    name: "socket.io-client",
    setup(/** @type {import("esbuild").PluginBuild} */ build) {
      build.onResolve({ filter: /^socket\.io-client$/ }, () =>
        socketIo === undefined ? { path: "absent", namespace: "absent" } : { path: socketIo },
      );
      build.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "module.exports = {};" }));
    },
  };
  const result = await build({
    absWorkingDir: root,
    // Given as text, since esbuild takes a file without exports in a CommonJS package for CommonJS and wraps it.
    stdin: {
      contents: readFileSync(entry, "utf8"),
      sourcefile: entry,
      resolveDir: path.dirname(entry),
      loader: "ts",
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    plugins: [resolveSocketIo],
  });
  return result.outputFiles.map((file) => file.text).join("");
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
      assumptions: {
        ignoreFunctionLength: true,
        noClassCalls: true,
        objectRestNoSymbols: true,
        setSpreadProperties: true,
      },
    },
  });
  // Wrapped only now, so that swc's helpers are inside as well: the page's global scope is not ours.
  return `(function () {\n"use strict";\n${code}})();\n`;
}

/** @param {string} script */
async function minify(script) {
  const { code } = await swcMinify(script, {
    ecma: 5,
    module: false,
    compress: { ecma: 5, passes: 2 },
    mangle: true,
    format: { comments: false, ecma: 5 },
  });
  return code;
}

/** @param {string} root */
function bannerOf(root) {
  const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const { version: socketIoVersion } = require("socket.io-client/package.json");
  return `/*! jQluster ${version}, MIT License. Contains Socket.IO client ${socketIoVersion}, (c) Guillermo Rauch, MIT License. */\n`;
}
