// Where the TypeScript compiler is. Its command `tsc` starts it as a child, which would go on when the command is ended.
const { createRequire } = require("node:module");
const path = require("node:path");

const ofPackage = createRequire(require.resolve("@typescript/native/package.json"));
const platform = `@typescript/typescript-${process.platform}-${process.arch}`;
const folder = path.dirname(ofPackage.resolve(`${platform}/package.json`));

/** The path of the compiler for this platform, a program of its own. */
const compiler = path.join(folder, "lib", process.platform === "win32" ? "tsc.exe" : "tsc");

module.exports = { compiler };
