import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { WebSocketServer } from "ws";
import type { AttachOptions } from "../../../src/attach/attach";
import { EngineWebSocketServer } from "../../../src/transports/websocket/websocket-server";
import { ask } from "../../support/ask";
import { stopTime } from "../../support/fake-time";
import { message } from "../../support/messages";
import { leavePolling } from "../../support/polling-session";
import { packetOf, rawPolling } from "../../support/raw-socket-io";
import { type HttpHarness, startHttp } from "../../support/transports";
import { until } from "../../support/until";
import { connectWebSocket, registered, type WireClient } from "../../support/wire-client";

let harness: HttpHarness;
let bob: WireClient;
let path: string;

async function start(options: AttachOptions): Promise<void> {
  harness = await startHttp({ pingInterval: 0, ...options });
  bob = await registered(await connectWebSocket(`ws://${harness.address}/jqluster`), "Bob");
  path = await rawPolling(harness.address, "Alice");
}
describe("what is posted", () => {
  afterEach(async () => {
    jest.useRealTimers();
    bob.close();
    await harness.close();
  });

  const said = (text: string) => message("signal", "Alice", "Bob", { text });

  /** Begins to post to the server in pieces. */
  function beginPost(): ClientRequest {
    const [host, port] = harness.address.split(":");
    return request({ host, port, path, method: "POST", agent: false });
  }

  async function statusOf(post: ClientRequest): Promise<number | undefined> {
    const [response]: IncomingMessage[] = await once(post, "response");
    response?.resume();
    return response?.statusCode;
  }

  it.each([
    ["at the poll that waits", false],
    ["at its next poll", true],
  ])(
    "what is far too large is not read to its end, and the page is told why, %s",
    async (_when, isBetweenPolls) => {
      await start({ maxMessageBytes: 5_000 });
      const poll = () => ask(harness.address, { path }, {});
      const waiting = isBetweenPolls ? undefined : poll();
      const post = beginPost().on("error", () => {});
      // The server ends the TCP connection, which is an error for who is still sending.
      const isClosed = new Promise<void>((resolve) => post.once("close", resolve));
      // It would go on for ever.
      const go = () => void (post.destroyed || post.write("x".repeat(10_000), go));
      go();
      await isClosed;
      expect((await (waiting ?? poll())).text).toContain("message too large");
      await until(() => harness.core.counts.connections === 1);
    },
  );

  it("a message may take minutes to come, as it does by a slow network", async () => {
    stopTime();
    await start({});
    const body = packetOf(said("slow"));
    const post = beginPost();
    const status = statusOf(post);
    // Answered at once, so that the server is known to be waiting.
    post.setHeader("Expect", "100-continue");
    post.write(body.slice(0, 20));
    await once(post, "continue");
    await jest.advanceTimersByTimeAsync(200_000);
    post.end(body.slice(20));
    expect(await status).toBe(200);
    jest.useRealTimers();
    expect(await bob.next()).toMatchObject({ body: { text: "slow" } });
    await leavePolling(harness.address, path);
  });

  it("without a limit a message may come in any number of pieces", async () => {
    await start({ maxMessageBytes: 0 });
    const text = "0123456789".repeat(2_000);
    const body = packetOf(said(text));
    const post = beginPost();
    const status = statusOf(post);
    for (const piece of body) post.write(piece);
    post.end();
    expect(await status).toBe(200);
    expect(await bob.next()).toMatchObject({ body: { text } });
    await leavePolling(harness.address, path);
  });
});

describe("a frame over Socket.IO", () => {
  it("may come in as many pieces as any, more than Engine.IO gives to what is posted", () => {
    const { options: usual } = new WebSocketServer({ noServer: true });
    const { options } = new EngineWebSocketServer({ noServer: true, maxBufferedChunks: 5 });
    const piecesOf = (of: object) => Reflect.get(of, "maxBufferedChunks");
    expect(piecesOf(usual)).toBeGreaterThan(10_000);
    expect(piecesOf(options)).toBe(piecesOf(usual));
  });
});
