import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSocketPath } from "../../src/options/option-values";
import { createService } from "../../src/service/service";
import { type RunningCommand, runCommand, startCommand } from "../support/command";
import { getRequest } from "../support/messages";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

let folder: string;
let path: string;
let running: RunningCommand | undefined;
let proxy: Server | undefined;
let clients: WireClient[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jqluster-socket-"));
  path = join(folder, "jq.sock");
});
afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  running?.process.kill("SIGKILL");
  await running?.outcome;
  running = undefined;
  const open = proxy;
  if (open) await new Promise((resolve) => open.close(resolve));
  proxy = undefined;
  rmSync(folder, { recursive: true });
});

async function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<RunningCommand> {
  const command = startCommand(args, environment);
  running = command;
  await until(() => command.printed().includes(`listens on ${path}`));
  return command;
}

/** The address of a proxy on this machine, which hands all on to the socket. */
async function addressOfProxy(): Promise<string> {
  const server = createServer((near) => {
    const far = connect(path);
    near.pipe(far).pipe(near);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  proxy = server;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.each([
  ["one process", []],
  ["workers", ["--workers", "2"]],
])("the command on the path of a socket, with %s", (_what, args) => {
  test("serves pages and all transports there, and removes the socket when it stops", async () => {
    const command = await start([...args, "--max-wrong-secrets", "1"], { PORT: path });
    const address = await addressOfProxy();
    expect((await fetch(`http://${address}/healthz`)).status).toBe(200);
    expect(await (await fetch(`http://${address}/pair`)).json()).toEqual({ urls: [] });
    const pages = await Promise.all([
      connectSocketIo(`http://${address}`, ["polling"]),
      connectSocketIo(`http://${address}`, ["websocket"]),
      connectWebSocket(`ws://${address}/jqluster`),
    ]);
    clients.push(...pages);
    const names = ["Polly", "Sally", "Wally"];
    await Promise.all(pages.map((page, i) => registered(page, names[i] ?? "")));
    for (const [i, page] of pages.entries()) {
      const next = (i + 1) % names.length;
      const request = getRequest(names[i] ?? "", names[next] ?? "");
      page.send(request);
      expect(await pages[next]?.next()).toEqual(request);
    }
    command.process.kill("SIGTERM");
    expect(await command.outcome).toMatchObject({ code: 0, stderr: "" });
    expect(existsSync(path)).toBe(false);
  });
});

test("a secret is asked for as by TCP, and wrong ones are counted", async () => {
  await start(["--port", path, "--secret", "open sesame", "--max-wrong-secrets", "1"]);
  const address = await addressOfProxy();
  const good = await connectSocketIo(`http://${address}`, ["polling"], { auth: { secret: "open sesame" } });
  clients.push(await registered(good, "Alice"));
  for (const text of [/secret/, /secret/]) {
    const bad = await connectSocketIo(`http://${address}`, ["polling"], { auth: { secret: "wrong" } });
    clients.push(bad);
    bad.send({ message_id: "1", message_type: "register", from: "Bob", to: null, body: { node_id: "Bob" } });
    expect(JSON.stringify(await bad.next())).toMatch(text);
  }
});

describe("a socket that cannot be had is told in one line:", () => {
  test("in use, or left behind", async () => {
    const first = await start(["--port", path]);
    const whileItRuns = await runCommand(["--port", path]);
    first.process.kill("SIGKILL");
    await first.outcome;
    const afterIt = await runCommand(["--port", path]);
    for (const { code, stderr } of [whileItRuns, afterIt]) {
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `jqluster: ${path} is in use, or was left by a service that did not end in order: then remove it\n`,
      });
    }
  });

  test("in a folder that is not there", async () => {
    const missing = join(folder, "none", "jq.sock");
    const { code, stderr } = await runCommand([], { PORT: missing });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `jqluster: ${missing} cannot be made: its folder must be there, and this user must be allowed to write to it\n`,
    });
  });

  test("too long", async () => {
    const long = join(folder, "x".repeat(150));
    const { code, stderr } = await runCommand(["--port", long]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^jqluster: --port must be .*the path of a socket, of at most 103 bytes.*\n$/,
      ),
    });
  });
});

test("createService tells the path, and takes no TLS there", async () => {
  const service = createService({ port: path });
  expect(await service.listen()).toEqual({ host: "", port: 0, path, url: "", networkUrls: [] });
  await service.close();
  expect(existsSync(path)).toBe(false);
  expect(() => createService({ port: path, tls: true })).toThrow(/^tls needs a TCP port/);
  expect(() => createService({ port: "many" })).toThrow(
    /port must be .*0 to 65535.*path of a socket.*"many"/,
  );
});

test.each([
  ["linux", ["/run/a.sock", "/a"], ["", "/", "a", "./a", "/run/", "\\\\.\\pipe\\a", "80"]],
  ["win32", ["\\\\.\\pipe\\a", "\\\\?\\pipe\\a\\b"], ["", "\\\\.\\pipe\\", "/run/a.sock", "pipe", "C:\\a"]],
] as const)("the path of a socket on %s has its form", (platform, paths, rest) => {
  expect(paths.filter((text) => !isSocketPath(text, platform))).toEqual([]);
  expect(rest.filter((text) => isSocketPath(text, platform))).toEqual([]);
});
