import { join } from "node:path";
import { build } from "esbuild";
import { PACKAGE_ROOT } from "../support/built-files";
import { installPacked, type PackedProject } from "../support/packed-project";

const program = (name: string) => join(PACKAGE_ROOT, "node_modules", name);

const REQUIRE = `
  const { createServer } = require("node:http");
  const { attachJqluster } = require("jqluster");
  const { connect } = require("jqluster/client");
`;
const IMPORT = `
  import { createServer } from "node:http";
  import { attachJqluster } from "jqluster";
  import { connect } from "jqluster/client";
`;
const CONNECT = `
  const server = createServer();
  const jqluster = attachJqluster(server);
  server.listen(0, "127.0.0.1", async () => {
    const { port } = server.address() as import("node:net").AddressInfo;
    const node = await connect("Alice", "http://127.0.0.1:" + port);
    console.log(node.nodeId, jqluster.server.counts.nodes);
    node.release();
    await jqluster.close();
    server.close();
  });
`;
const CONNECT_JS = CONNECT.replace(' as import("node:net").AddressInfo', "");

describe("the packed package, installed in an empty project", () => {
  let project: PackedProject;

  beforeAll(async () => {
    project = await installPacked();
  }, 180_000);
  afterAll(() => project.remove());

  it.each([
    ["required", "app.cjs", REQUIRE],
    ["imported", "app.mjs", IMPORT],
  ])("can be %s, and the program ends by itself", async (_how, file, head) => {
    project.write(file, head + CONNECT_JS);
    expect(await project.node(file)).toEqual({ code: 0, output: "Alice 1\n" });
  });

  it("brings the command", async () => {
    const { code, output } = await project.node(
      join("node_modules", "jqluster", "dist", "cli", "cli.js"),
      "--help",
    );
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining("Usage: jqluster") });
  });

  it.each([
    { resolution: "nodenext", files: ["app.mts", "app.cts"], checkLibraries: true },
    { resolution: "bundler", files: ["app.ts"], checkLibraries: false },
  ])(
    "compiles with $resolution resolution",
    async ({ resolution, files, checkLibraries }) => {
      const wrong = "attachJqluster(server, { maxMessageBytes: true });";
      const source = `${IMPORT}${CONNECT}// @ts-expect-error: the types are there, and strict\n${wrong}`;
      for (const file of files) project.write(join(resolution, file), source);
      const compilerOptions = {
        module: resolution === "bundler" ? "esnext" : resolution,
        moduleResolution: resolution,
        target: "es2022",
        lib: ["es2023", "dom"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: !checkLibraries,
        noEmit: true,
      };
      project.write(join(resolution, "tsconfig.json"), JSON.stringify({ compilerOptions, include: files }));
      expect(await project.compile(resolution)).toEqual({ code: 0, output: "" });
    },
    180_000,
  );

  it.each(["jqluster/jquery", "jqluster/jqluster.js"])("%s can be bundled for browsers", async (name) => {
    const { outputFiles, warnings } = await build({
      stdin: { contents: `import ${JSON.stringify(name)};`, resolveDir: project.folder },
      bundle: true,
      write: false,
      platform: "browser",
      logLevel: "silent",
    });
    expect(warnings).toEqual([]);
    expect(outputFiles[0]?.text).toContain("jqluster-message");
  });

  it("holds what users need and no more, and runs nothing when it is installed", () => {
    const kinds = new Set(project.files.map((file) => file.split("/")[0]));
    for (const kind of kinds) {
      expect([
        "LICENSE",
        "README.md",
        "dist",
        "docs",
        "examples",
        "package.json",
        "public",
        "templates",
      ]).toContain(kind);
    }
    expect(project.files.filter((file) => /\.map$|\.tsbuildinfo$|(?<!\.d)\.[cm]?ts$/.test(file))).toEqual([]);
    expect(project.files).toContain("dist/browser/jqluster.min.js");
    const { scripts } = require(join(project.folder, "node_modules/jqluster/package.json"));
    expect(Object.keys(scripts)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pre|post)?(install|prepare)$/)]),
    );
  });

  it("passes publint", async () => {
    const outcome = await project.node(program("publint/src/cli.js"), "run", project.tarball, "--strict");
    expect(outcome).toMatchObject({ code: 0 });
  }, 120_000);

  it("has the right types for every way to resolve them", async () => {
    // The page scripts are no modules: they have types for editors alone.
    const args = [
      project.tarball,
      "--exclude-entrypoints",
      "./jqluster.js",
      "./jqluster.min.js",
      "--no-color",
      // The way of Node 10 cannot know of subpaths like "jqluster/client".
      "--profile",
      "node16",
    ];
    const outcome = await project.node(program("@arethetypeswrong/cli/dist/index.js"), ...args);
    expect(outcome).toMatchObject({ code: 0 });
  }, 120_000);
});
