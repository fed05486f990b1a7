import { WebSocket } from "ws";
import { ask } from "../support/ask";
import { type RunningCommand, startCommand } from "../support/command";
import { getRequest } from "../support/messages";
import { openPolling } from "../support/polling-session";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

describe("the running command", () => {
  let running: RunningCommand;

  function start(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<string> {
    running = startCommand(["--port", "0", ...args], environment);
    return running.url;
  }

  afterEach(async () => {
    running.process.kill("SIGKILL");
    await running.outcome;
  });

  it("serves pages and both transports at the address it prints", async () => {
    const url = await start();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect((await fetch(`${url}healthz`)).status).toBe(200);
    const alice = await registered(await connectSocketIo(url, ["polling"]), "Alice");
    const bob = await registered(await connectWebSocket(`${url.replace("http", "ws")}jqluster`), "Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    bob.close();
    expect(await alice.next()).toMatchObject({ body: { in_reply_to: request.message_id } });
    alice.close();
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "stops by itself on %s with exit code 0, with clients of every kind connected",
    async (signal) => {
      const url = await start();
      const clients = [
        await registered(await connectSocketIo(url, ["polling"]), "Polly"),
        await registered(await connectSocketIo(url, ["websocket"]), "Sally"),
        await registered(await connectWebSocket(`${url.replace("http", "ws")}jqluster`), "Wally"),
      ];
      running.process.kill(signal);
      const { code, stderr } = await running.outcome;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      await Promise.all(clients.map((client) => client.closed));
    },
  );

  it("stops without waiting for clients that have stalled", async () => {
    const url = await start();
    const plain = await registered(await connectWebSocket(`${url.replace("http", "ws")}jqluster`), "Wally");
    const address = `${url.replace("http", "ws")}socket.io/?EIO=4&transport=websocket`;
    const socketIo = new WebSocket(address);
    await new Promise((resolve) => socketIo.once("message", resolve));
    plain.socket.pause();
    socketIo.pause();
    running.process.kill("SIGTERM");
    expect(await running.outcome).toMatchObject({ code: 0, stderr: "" });
    plain.socket.terminate();
    socketIo.terminate();
  });

  it("stops without waiting for who broke the rules of long-polling and never polls again", async () => {
    const address = new URL(await start()).host;
    const path = await openPolling(address);
    // An event before it has joined: Socket.IO wants to close it, and to say so at its next poll.
    await ask(address, { path, method: "POST", body: '42["jqluster-message"]' }, {});
    running.process.kill("SIGTERM");
    expect(await running.outcome).toMatchObject({ code: 0, stderr: "" });
  });

  it("stops on a second signal while it is stopping", async () => {
    await start();
    running.process.kill("SIGTERM");
    running.process.kill("SIGINT");
    expect(await running.outcome).toMatchObject({ code: 0, stderr: "" });
  });

  it("writes one JSON object a line with --log-format json", async () => {
    const url = await start([], { JQLUSTER_LOG_FORMAT: "json" });
    const alice = await registered(
      await connectWebSocket(`${url.replace("http", "ws")}jqluster`),
      "Alice %s {}",
    );
    alice.close();
    await alice.closed;
    running.process.kill("SIGTERM");
    const { stdout } = await running.outcome;
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) {
      expect(line).toMatchObject({
        level: "info",
        message: expect.any(String),
        timestamp: expect.any(String),
      });
    }
    expect(lines).toContainEqual(
      expect.objectContaining({ node: "Alice %s {}", message: expect.stringContaining('"Alice %s {}"') }),
    );
  });

  it("writes readable lines by default; a flag wins over its variable", async () => {
    const url = await start(["--log-level", "info"], { JQLUSTER_LOG_LEVEL: "error" });
    const alice = await registered(await connectWebSocket(`${url.replace("http", "ws")}jqluster`), "Alice");
    alice.send("no message");
    await alice.next();
    running.process.kill("SIGTERM");
    const { stdout } = await running.outcome;
    const [address, ...lines] = stdout.trimEnd().split("\n");
    expect(address).toBe(`jQluster is ready: open ${url}`);
    for (const line of lines) {
      expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (info|warn): \S/);
    }
    expect(stdout).toMatch(/ warn: Refused .*"a message must be/);
  });

  it.each([
    ["error", "1"],
    ["warn", "2"],
  ])("prints its address with --log-level %s, and nothing else, with %s workers", async (level, workers) => {
    const url = await start(["--log-level", level, "--workers", workers]);
    expect((await fetch(`${url}healthz`)).status).toBe(200);
    running.process.kill("SIGTERM");
    expect(await running.outcome).toMatchObject({ stdout: `jQluster is ready: open ${url}\n`, stderr: "" });
  });
});
