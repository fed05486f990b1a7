import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const root = path.join(__dirname, "../..");
const biome = require.resolve("@biomejs/biome/bin/biome");
const RESTRICTED = "noRestrictedImports";
const CYCLE = "noImportCycles";

/** [the importing file, what it imports] */
type Import = readonly [string, string];

/** Files of each folder that may not import all others, at each depth, and the folders that they may import. */
const IMPORTERS: readonly { sourceFolder: string; files: readonly string[]; allowed: readonly string[] }[] = [
  { sourceFolder: "protocol", files: ["src/protocol/message.ts"], allowed: [] },
  {
    sourceFolder: "core",
    files: ["src/core/registry.ts", "src/core/requests/requests.ts"],
    allowed: ["protocol"],
  },
  { sourceFolder: "admission", files: ["src/admission/origin.ts"], allowed: ["core", "protocol"] },
  { sourceFolder: "connection", files: ["src/connection/session.ts"], allowed: ["core", "protocol"] },
  {
    sourceFolder: "transports",
    files: ["src/transports/cork.ts", "src/transports/websocket/frames.ts"],
    allowed: ["connection", "core", "protocol"],
  },
  {
    sourceFolder: "backplanes",
    files: ["src/backplanes/redis.ts", "src/backplanes/mesh/mesh.ts"],
    allowed: ["core", "protocol", "transports"],
  },
  { sourceFolder: "options", files: ["src/options/options.ts"], allowed: ["admission", "core", "protocol"] },
  {
    sourceFolder: "attach",
    files: ["src/attach/attach.ts"],
    allowed: ["admission", "connection", "core", "options", "protocol", "transports"],
  },
  {
    sourceFolder: "service",
    files: ["src/service/app.ts", "src/service/folder/watch.ts"],
    allowed: ["admission", "attach", "connection", "core", "options", "protocol", "transports"],
  },
  {
    sourceFolder: "client",
    allowed: ["protocol"],
    files: [
      "src/client/node.ts",
      "src/client/page/listen.ts",
      "src/client/page/guards/values.ts",
      "src/client/remote/types/event.ts",
    ],
  },
];

const REFUSED: readonly Import[] = [
  ["src/core/registry.ts", "node:fs"],
  ["src/core/registry.ts", "fs"],
  ["src/core/registry.ts", "socket.io"],
  ["src/core/registry.ts", "express"],
  ["src/core/registry.ts", "./../service/app"],
  ["src/protocol/message.ts", "node:buffer"],
  ["src/protocol/message.ts", "ws"],
  ["src/protocol/message.ts", "./../core"],
  ["src/client/node.ts", "socket.io"],
  ["src/client/node.ts", "node:events"],
  ["src/client/node.ts", "ws"],
  ["src/client/remote/calls.ts", "socket.io"],
  ["src/client/remote/calls.ts", "../.."],
  ["src/client/page/guards/values.ts", "../../.."],
  ["src/attach/attach.ts", "../client/node"],
  ["src/index.ts", "./client"],
  ["src/service/app.ts", "../client"],
  ["src/service/metrics/metrics.ts", "../../client/node"],
];

const ALLOWED: readonly Import[] = [
  ["src/core/registry.ts", "./backplane"],
  ["src/core/registry.ts", "../protocol"],
  ["src/core/registry.ts", "../protocol/message"],
  ["src/core/requests/requests.ts", "../cluster/cluster"],
  ["src/core/requests/requests.ts", "../../protocol"],
  ["src/protocol/message.ts", "./message-types"],
  ["src/client/node.ts", "./connection/requests"],
  ["src/client/node.ts", "../protocol"],
  ["src/client/node.ts", "engine.io-client"],
  ["src/client/remote/calls.ts", "../node"],
  ["src/client/remote/calls.ts", "../connection/requests"],
  ["src/client/page/guards/values.ts", "../../expressions/chain"],
  ["src/client/page/guards/values.ts", "../../transports/transport"],
  ["src/client/page/guards/values.ts", "../../../protocol/message"],
  ["src/attach/attach.ts", "../core/registry"],
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

test.each(IMPORTERS)(
  "the linter refuses every module of other folders in $sourceFolder/",
  async ({ sourceFolder, files, allowed }) => {
    const mayImport = [sourceFolder, ...allowed];
    const modules = (await readdir(path.join(root, "src"), { recursive: true }))
      .filter((file) => file.endsWith(".ts") && !mayImport.some((other) => file.startsWith(`${other}/`)))
      .map((file) => `src/${file.replace(/(\/index)?\.ts$/, "")}`)
      // The public exports import every folder, which the rule against circles refuses.
      .filter(
        (module) =>
          sourceFolder === "client" ||
          sourceFolder === "core" ||
          sourceFolder === "protocol" ||
          module !== "src/index",
      );
    const imports = files.flatMap((file) =>
      modules.map((module): Import => [file, path.posix.relative(path.posix.dirname(file), module)]),
    );
    const refused = new Set(await lintedImports(`${sourceFolder}-borders`, imports));
    expect(modules.length).toBeGreaterThan(50);
    expect(imports.filter((_, index) => !refused.has(index))).toEqual([]);
  },
);

test("the linter accepts every import within a border", async () => {
  // One that is refused, at the end, shows that the linter did look.
  const control: Import = ["src/core/registry.ts", "express"];
  expect(await lintedImports("allowed", [...ALLOWED, control])).toEqual([ALLOWED.length]);
});

test("the linter refuses other ways to import as well", async () => {
  const texts = ['export * from "express";\n', 'await import("express");\n', 'import "express";\n'];
  const sources = texts.map((text) => ["src/core/registry.ts", text] as const);
  expect(await lint("forms", sources, RESTRICTED)).toEqual([0, 1, 2]);
});

test.each([
  ["values", ""],
  ["types", "type "],
])("the linter refuses a circle of %s", async (name, kind) => {
  const importing = (index: number) => `import ${kind}{ x } from "./${name}-${index}";\n\nexport { x };\n`;
  const sources = [importing(1), importing(0), "export const x = 1;\n", importing(2)];
  const planted = sources.map((text) => ["src/core/registry.ts", text] as const);
  expect(await lint(name, planted, CYCLE)).toEqual([0, 1]);
});

/** @returns The indices of the imports that were refused as such. */
function lintedImports(name: string, imports: readonly Import[]): Promise<number[]> {
  const sources = imports.map(([file, from]) => [file, `import { x } from "${from}";\n\nx();\n`] as const);
  return lint(name, sources, RESTRICTED);
}

/**
 * Lints all sources in one run, each in a file of its own beside the file it is named for.
 *
 * @returns The indices of the sources that a rule refused.
 */
async function lint(
  name: string,
  sources: readonly (readonly [string, string])[],
  rule: string,
): Promise<number[]> {
  const files = sources.map(([file], index) => file.replace(/[\w-]+(\.test)?\.ts$/, `${name}-${index}.ts`));
  for (const [index, [, text]] of sources.entries()) {
    const file = path.join(folder, files[index] ?? "");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  const args = [biome, "lint", "--reporter=github", "--max-diagnostics=none", ...files];
  const output = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  }).then(
    ({ stdout }) => stdout,
    (failure: { stdout: string }) => failure.stdout,
  );
  const refused = output.split("\n").filter((line) => line.includes(rule));
  return files.flatMap((file, index) => (refused.some((line) => line.includes(file)) ? [index] : []));
}
