import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const root = path.join(__dirname, "../..");
const biome = require.resolve("@biomejs/biome/bin/biome");

/** [the importing file, what it imports] */
type Import = readonly [string, string];

const REFUSED: readonly Import[] = [
  ["src/core/registry.ts", "../transports/socket-io"],
  ["src/core/registry.ts", "../client/node"],
  ["src/core/registry.ts", "node:fs"],
  ["src/core/registry.ts", "fs"],
  ["src/core/registry.ts", "socket.io"],
  ["src/core/registry.ts", "express"],
  ["src/protocol/message.ts", "../core/registry"],
  ["src/protocol/message.ts", "node:buffer"],
  ["src/protocol/message.ts", "ws"],
  ["src/client/node.ts", "../core/registry"],
  ["src/client/node.ts", "../index"],
  ["src/client/node.ts", "socket.io"],
  ["src/client/node.ts", "node:events"],
  ["src/client/selector/chain.ts", "../../core/registry"],
  ["src/client/selector/chain.ts", "../.."],
  ["src/client/selector/chain.ts", "socket.io"],
  ["src/attach/attach.ts", "./client/node"],
  ["src/index.ts", "./client"],
  ["src/service/app.ts", "../client"],
  ["src/service/app.ts", "../client/node"],
];

const ALLOWED: readonly Import[] = [
  ["src/core/registry.ts", "./backplane"],
  ["src/core/registry.ts", "../protocol"],
  ["src/core/registry.ts", "../protocol/message"],
  ["src/protocol/message.ts", "./message-types"],
  ["src/client/node.ts", "./selector/chain"],
  ["src/client/node.ts", "../protocol"],
  ["src/client/node.ts", "engine.io-client"],
  ["src/client/selector/chain.ts", "../node"],
  ["src/client/selector/chain.ts", "../../protocol/message"],
  ["src/attach/attach.ts", "./core/registry"],
  ["src/service/app.ts", "express"],
  ["test/client/node.test.ts", "../../src/client/node"],
];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "jqluster-lint-"));
  await copyFile(path.join(root, "biome.json"), path.join(folder, "biome.json"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("the linter refuses every import across a border", async () => {
  expect(await lintedImports("refused", REFUSED)).toEqual(REFUSED.map((_, index) => index));
});

test("the linter accepts every import within a border", async () => {
  // One that is refused, at the end, shows that the linter did look.
  const control: Import = ["src/core/registry.ts", "express"];
  expect(await lintedImports("allowed", [...ALLOWED, control])).toEqual([ALLOWED.length]);
});

test("the linter refuses other ways to import as well", async () => {
  const texts = ['export * from "express";\n', 'await import("express");\n', 'import "express";\n'];
  expect(
    await lint(
      "forms",
      texts.map((text) => ["src/core/registry.ts", text]),
    ),
  ).toEqual([0, 1, 2]);
});

/** @returns The indices of the imports that were refused as such. */
function lintedImports(name: string, imports: readonly Import[]): Promise<number[]> {
  const sources = imports.map(([file, from]) => [file, `import { x } from "${from}";\n\nx();\n`] as const);
  return lint(name, sources);
}

/** Lints all sources in one run, each in a file of its own beside the file it is named for. */
async function lint(name: string, sources: readonly (readonly [string, string])[]): Promise<number[]> {
  const files = sources.map(([file], index) => file.replace(/\w+(\.test)?\.ts$/, `${name}-${index}.ts`));
  for (const [index, [, text]] of sources.entries()) {
    const file = path.join(folder, files[index] ?? "");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const args = [biome, "lint", "--reporter=github", "--max-diagnostics=none", ...files];
  const output = await promisify(execFile)(process.execPath, args, { cwd: folder }).then(
    ({ stdout }) => stdout,
    (failure: { stdout: string }) => failure.stdout,
  );
  const refused = output.split("\n").filter((line) => line.includes("noRestrictedImports"));
  return files.flatMap((file, index) => (refused.some((line) => line.includes(file)) ? [index] : []));
}
