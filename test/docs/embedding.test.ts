import { execFile } from "node:child_process";
import { PACKAGE_ROOT } from "../support/built-files";
import { snippetsOf } from "../support/snippets";

const SNIPPETS = snippetsOf("docs/embedding.md");

/** Runs a module in the package, which may import itself by name. */
function run(source: string): Promise<{ readonly failed: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const args = ["--input-type=module", "--eval", source];
    execFile(process.execPath, args, { cwd: PACKAGE_ROOT }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, output: stdout + stderr });
    });
  });
}

const PROGRAMS = SNIPPETS.filter(({ kind }) => kind === "js program").map(
  ({ name, code }) => [name, code] as const,
);

test.each(PROGRAMS)("%s listens, and ends by itself when it is closed", async (_name, code) => {
  const onFreePort = code.replace("server.listen(3000)", 'server.listen(0, "127.0.0.1")');
  expect(onFreePort).not.toBe(code);
  const all = code.includes("const teams") ? "teams" : "[jqluster]";
  const outcome = await run(`${onFreePort}
    server.on("listening", async () => {
      console.log(${all}.map(({ server }) => server.counts.connections).join());
      for (const one of ${all}) await one.close();
      server.close();
    });`);
  expect(outcome).toMatchObject({ failed: false, output: expect.stringMatching(/^0(,0)?\n$/) });
});

test("a transport of your own gets what the core sends", async () => {
  const [snippet] = SNIPPETS.filter(({ name }) => name.startsWith("A transport of your own"));
  const { failed, output } = await run(snippet?.code ?? "");
  expect(failed).toBe(false);
  expect(
    output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).message_type),
  ).toEqual(["register_reply", "signal"]);
});

test("the error is the one that is shown", async () => {
  const [snippet] = SNIPPETS.filter(({ name }) => name === "Options 1");
  const [call, comment] = snippet?.code.trim().split("\n// ") ?? [];
  const { output } = await run(`
    import { createServer } from "node:http";
    import { attachJqluster } from "jqluster";
    const server = createServer();
    ${call}`);
  expect(output).toContain(comment);
});
