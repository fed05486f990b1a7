import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RunningCommand, runCommand, startCommand } from "../support/command";
import { makeFolder } from "../support/folder";
import { rawGet } from "../support/raw-get";
import { until } from "../support/until";

let folder: ReturnType<typeof makeFolder>;
let running: RunningCommand | undefined;

beforeEach(() => {
  folder = makeFolder({ "tv.html": "<title>tv</title>", "index.html": "<title>home of mine</title>" });
});
afterEach(async () => {
  running?.process.kill("SIGKILL");
  await running?.outcome;
  running = undefined;
  folder.remove();
});

function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> {
  running = startCommand(["--port", "0", ...args], environment);
  return running.url;
}

it.each<[string, (root: string) => readonly [readonly string[], NodeJS.ProcessEnv]]>([
  ["FOLDER", (root) => [[root], {}]],
  ["--folder FOLDER", (root) => [["--folder", root], {}]],
  ["JQLUSTER_FOLDER", (root) => [[], { JQLUSTER_FOLDER: root }]],
])("serves a folder by %s in place of the demos, and the scripts", async (_how, commandOf) => {
  const [args, environment] = commandOf(folder.root);
  const url = await start(args, environment);
  expect((await rawGet(url, "/")).body).toContain("home of mine");
  expect((await rawGet(url, "/jqluster/jqluster.min.js")).status).toBe(200);
  expect((await rawGet(url, "/jqluster/jquery.min.js")).status).toBe(200);
  for (const path of ["/slides", "/shared/demo.js", "/demos"]) {
    expect((await rawGet(url, path)).status).toBe(404);
  }
});

it("serves the demos beside a folder with --demos, and the folder comes first", async () => {
  const url = await start([folder.root, "--demos"]);
  expect((await rawGet(url, "/")).body).toContain("home of mine");
  for (const path of ["/demos", "/slides", "/shared/demo.js"]) {
    expect((await rawGet(url, path)).status).toBe(200);
  }
  const { headers } = await rawGet(url, "/slides");
  expect(headers["content-security-policy"]).toContain("script-src 'self'");
  expect((await rawGet(url, "/tv")).headers["content-security-policy"]).toBeUndefined();
});

it("serves a folder by several workers", async () => {
  const url = await start([folder.root, "--workers", "2"]);
  expect((await rawGet(url, "/tv")).body).toContain("<title>tv</title>");
});

it.each<[readonly string[], NodeJS.ProcessEnv, RegExp]>([
  [["/no/such/folder"], {}, /--folder must be a folder that exists, not "\/no\/such\/folder"/],
  [[__filename], {}, /--folder must be a folder that exists/],
  [["--folder", ""], {}, /--folder must be a folder/],
  [[], { JQLUSTER_FOLDER: "/no/such/folder" }, /JQLUSTER_FOLDER must be a folder/],
  [[".", "test"], {}, /"test" is a second one/],
  [[], { JQLUSTER_WATCH: "maybe" }, /JQLUSTER_WATCH must be true or false, not "maybe"/],
  [["--watch=no"], {}, /--watch/],
  [["--no-port"], {}, /--no-port/],
])("%j with %j is refused in one line", async (args, environment, text) => {
  const { code, stdout, stderr } = await runCommand(args, environment);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^jqluster: [^\n]+\n$/);
  expect(stderr).toMatch(text);
});

describe("--open", () => {
  /** A program of the name that opens addresses on this system, which writes down what it is given. */
  function fakeOpener(): { readonly environment: NodeJS.ProcessEnv; readonly opened: string } {
    const opened = join(folder.outside, "opened");
    const program = join(folder.outside, process.platform === "darwin" ? "open" : "xdg-open");
    writeFileSync(
      program,
      `#!/bin/sh\nprintf %s "$1" > '${opened}.part' && mv '${opened}.part' '${opened}'\n`,
    );
    chmodSync(program, 0o755);
    return { environment: { PATH: `${folder.outside}:${process.env.PATH}` }, opened };
  }

  it.each([["1"], ["2"]])("opens the address in a browser, once, with %s workers", async (workers) => {
    const { environment, opened } = fakeOpener();
    const url = await start([folder.root, "--open", "--workers", workers], environment);
    await until(() => existsSync(opened));
    expect(readFileSync(opened, "utf8")).toBe(url);
  });

  it("says when there is no browser to open, and goes on", async () => {
    const url = await start([folder.root, "--open"], { PATH: folder.outside });
    await until(() => running?.printed().includes("No browser could be opened") ?? false);
    expect((await rawGet(url, "/tv")).status).toBe(200);
  });
});
