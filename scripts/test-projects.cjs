// The test projects, and which of them each test file is in: `npm run test:unit` and the like run one of them.
const { readdirSync, readFileSync, statSync } = require("node:fs");
const path = require("node:path");

const TESTS = path.join(path.dirname(__dirname), "test");
const SUPPORT = path.join(TESTS, "support");
const support = (/** @type {string} */ name) => path.join(SUPPORT, name);

/** What needs no browser, no service, no build and no other process. */
const UNIT = "unit";

/**
 * The first project whose folder a file is in, or one of whose modules it imports, directly or by way of others.
 * So a file that begins to use a browser leaves `unit` by itself.
 *
 * @type {readonly { name: string, folder?: string, modules: readonly string[] }[]}
 */
const PROJECTS = [
  // It starts Node.js for a script that needs no build.
  { name: UNIT, folder: path.join(TESTS, "sim"), modules: [] },
  { name: "soak", folder: path.join(TESTS, "soak"), modules: [] },
  { name: "browser", modules: [support("playwright.ts"), "playwright-core"] },
  { name: "service", modules: [support("redis.ts"), support("proxy-program.ts")] },
  { name: "package", modules: [support("built-files.ts"), "node:child_process", "node:cluster"] },
];

const IMPORT = /^(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s)?\s*["']([^"']+)["']/gm;

/**
 * @param {string} from - The file that imports.
 * @param {string} name - What it imports.
 * @returns {string} A path for a file of ours, and the name as it is for a package.
 */
function resolveImport(from, name) {
  if (!name.startsWith(".")) return name;
  const base = path.join(path.dirname(from), name);
  const candidates = [base, `${base}.ts`, path.join(base, "index.ts")];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile()) ?? base;
}

/** @type {Map<string, readonly string[]>} */
const directImports = new Map();

/**
 * Most tests import the same few files, which are read once.
 *
 * @param {string} file
 */
function directImportsOf(file) {
  const known = file.startsWith(SUPPORT) ? directImports.get(file) : undefined;
  if (known) return known;
  const names = [...readFileSync(file, "utf8").matchAll(IMPORT)].map(([, name = ""]) =>
    resolveImport(file, name),
  );
  directImports.set(file, names);
  return names;
}

/**
 * Lists what a test file imports at run time, by way of other files of `test/` as well.
 *
 * @param {string} file - Its path.
 * @param {Set<string>} found - What is known already; it grows.
 */
function importsOf(file, found = new Set()) {
  for (const target of directImportsOf(file)) {
    if (found.has(target)) continue;
    found.add(target);
    if (target.startsWith(TESTS) && target.endsWith(".ts")) importsOf(target, found);
  }
  return found;
}

/**
 * @param {string} file - The path of a test file.
 * @returns {string} The name of its project.
 */
function projectOf(file) {
  const imports = importsOf(file);
  const isIn = (/** @type {string | undefined} */ folder) =>
    folder !== undefined && file.startsWith(folder + path.sep);
  const project = PROJECTS.find(
    ({ folder, modules }) => isIn(folder) || modules.some((name) => imports.has(name)),
  );
  return project?.name ?? UNIT;
}

/** @returns {Map<string, string[]>} The test files of each project, as paths within the package. */
function listProjects() {
  /** @type {Map<string, string[]>} */
  const projects = new Map([UNIT, ...PROJECTS.map(({ name }) => name)].map((name) => [name, []]));
  const files = readdirSync(TESTS, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((name) => name.endsWith(".test.ts")).sort()) {
    const name = path.join("test", file);
    projects.get(projectOf(path.join(TESTS, file)))?.push(name.split(path.sep).join("/"));
  }
  return projects;
}

module.exports = { importsOf, listProjects, projectOf };
