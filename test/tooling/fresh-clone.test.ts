import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { copyProject, type ProjectCopy } from "../support/project-copy";
import { until } from "../support/until";

/** How long a build may take on a machine that is busy, in milliseconds. */
const BUILDING = 300_000;

let project: ProjectCopy;
beforeAll(() => {
  project = copyProject();
});
afterAll(() => project.remove());

test(
  "npm pack builds first, so that the package is whole",
  async () => {
    const { stdout } = await promisify(execFile)("npm", ["pack", "--json", "--dry-run"], {
      cwd: project.folder,
    });
    // The build prints to the same stream, before the list.
    const [{ files }] = JSON.parse(stdout.slice(stdout.lastIndexOf("\n[\n") + 1)) as [
      { files: readonly { path: string }[] },
    ];
    const paths = files.map((file) => file.path);
    expect(paths).toEqual(
      expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "dist/browser/jqluster.min.js"]),
    );
  },
  BUILDING,
);

describe("npm run dev", () => {
  const SOURCE = "src/service/network-urls.ts";
  let dev: ChildProcess;
  let printed = "";

  beforeAll(() => {
    dev = spawn(process.execPath, ["scripts/dev.mjs", "--port", "0", "--log-format", "json"], {
      cwd: project.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [dev.stdout, dev.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
    }
  });
  afterAll(async () => {
    if (dev.exitCode !== null || dev.signalCode !== null) return;
    dev.kill();
    await once(dev, "exit");
  });

  const urls = () => [...new Set(printed.match(/http:\/\/127\.0\.0\.1:\d+/g))];
  const source = (file: string) => path.join(project.folder, file);

  test(
    "starts the service, and again when a source has changed and compiles",
    async () => {
      await until(() => urls().length === 1, BUILDING);
      const text = readFileSync(source(SOURCE), "utf8");
      writeFileSync(source(SOURCE), `${text}\nexport const added: number = "text";\n`);
      await until(() => printed.includes("What runs goes on as it was."), BUILDING);
      const [url = ""] = urls();
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
      writeFileSync(source(SOURCE), `${text}\nexport const added: number = 1;\n`);
      await until(() => urls().length === 2, BUILDING);
      const [, next = ""] = urls();
      expect((await fetch(`${next}/healthz`)).status).toBe(200);
      await expect(fetch(url)).rejects.toThrow();
    },
    3 * BUILDING,
  );

  test("ends with all that it started", async () => {
    const last = urls().at(-1) ?? "";
    dev.kill();
    const [code] = await once(dev, "exit");
    expect(code).toBe(0);
    await expect(fetch(last)).rejects.toThrow();
  });
});
