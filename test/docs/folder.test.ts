import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { makeCertificate } from "../support/certificate";
import { type RunningCommand, startCommand } from "../support/command";
import { snippetsOf } from "../support/snippets";

/** Where the commands stand that begin with a new folder and go on with it. */
const DOCUMENTS = ["README.md", "docs/folder.md", "docs/tutorial.md"];

let cwd: string;
let running: RunningCommand | undefined;

beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), "jqluster-docs-"));
  const { cert, key } = makeCertificate();
  writeFileSync(path.join(cwd, "cert.pem"), cert);
  writeFileSync(path.join(cwd, "key.pem"), key);
  // Opens nothing, wherever the test runs.
  for (const name of ["xdg-open", "open"])
    writeFileSync(path.join(cwd, name), "#!/bin/sh\n", { mode: 0o755 });
});
afterEach(async () => {
  running?.process.kill("SIGKILL");
  await running?.outcome;
  running = undefined;
  rmSync(cwd, { recursive: true });
});

function start(args: readonly string[]): RunningCommand {
  running = startCommand(args, { HOME: cwd, PATH: `${cwd}:${process.env.PATH}` }, cwd);
  return running;
}

/** The status of a page, whoever vouches for its certificate: that is tested elsewhere. */
function statusOf(url: string): Promise<number | undefined> {
  if (url.startsWith("http:")) return fetch(url).then(({ status }) => status);
  return new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}

test.each(DOCUMENTS)("every command in %s for a folder does what it is said to", async (document) => {
  const lines = snippetsOf(document)
    .filter(({ kind }) => kind === "sh")
    .flatMap(({ code }) => code.trim().split("\n"))
    .filter((line) => line.startsWith("npx jqluster "));
  expect(lines.length).toBeGreaterThanOrEqual(2);
  for (const line of lines) {
    const args = line.split(" ").slice(2);
    if (args[0] === "new") {
      expect(await start(args).outcome).toMatchObject({ code: 0, stderr: "" });
      continue;
    }
    const command = start([...args, "--port", "0"]);
    const url = await command.url;
    expect({ line, status: await statusOf(`${url}screen`) }).toEqual({ line, status: 200 });
    command.process.kill("SIGTERM");
    expect(await command.outcome).toMatchObject({ code: 0, stderr: "" });
  }
});
