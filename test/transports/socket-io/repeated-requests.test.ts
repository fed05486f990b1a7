import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as SocketIoServer } from "socket.io";
import { attachJqluster } from "../../../src/attach/attach";
import type { JqlusterServer } from "../../../src/core";
import { type JsonObject, type Message, type SessionBody, sessionOf } from "../../../src/protocol";
import type { Way } from "../../support/ask";
import { message, registration, toServer } from "../../support/messages";
import { joinNumbered } from "../../support/numbered-page";
import { NumberedPolls } from "../../support/numbered-polls";
import { startRepeatingProxy } from "../../support/repeating-proxy";
import { startHttp } from "../../support/transports";
import { until } from "../../support/until";
import { connectSocketIo, registered, type WireClient } from "../../support/wire-client";

/** A server that pages reach by Socket.IO. */
interface Harness {
  readonly core: JqlusterServer;
  readonly address: string;
  readonly namespace: string;
  close(): Promise<void>;
}

async function onSitesSocketIo(): Promise<Harness> {
  const server = createServer();
  const io = new SocketIoServer(server, { maxHttpBufferSize: 5_000 });
  // What a site checks first takes its time.
  io.of("/remote").use((_socket, next) => void setImmediate(next));
  const jqluster = attachJqluster(io.of("/remote"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    core: jqluster.server,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    namespace: "/remote",
    async close() {
      await jqluster.close();
      await io.close();
    },
  };
}

const SERVERS: readonly (readonly [name: string, start: () => Promise<Harness>])[] = [
  ["the Socket.IO of jQluster", async () => ({ ...(await startHttp()), namespace: "/" })],
  ["the Socket.IO of a site", onSitesSocketIo],
];

const elsewhere = ({ agent: _agent, ...way }: Way): Way => way;
const CONNECTIONS: readonly (readonly [name: string, move: (way: Way) => Way])[] = [
  ["the same TCP connection", (way) => way],
  ["another TCP connection", elsewhere],
];

const number = (i: number) => message("numbered", "Alice", "Bob", { i });
const askForAck = () => toServer("ack", "Alice", { received: 0, ask: true });

/** The messages in the answers to polls. */
function messagesIn(text: string): Message[] {
  return text
    .split(/[\x1e\n]/)
    .filter((packet) => packet.startsWith("42"))
    .map((packet) => JSON.parse(packet.slice(packet.indexOf("["))) as [string, Message | Message[]])
    .flatMap(([, messages]) => messages);
}

describe.each(SERVERS)("by %s", (_name, start) => {
  let harness: Harness;
  let bob: WireClient;
  let pages: NumberedPolls[];
  /** Servers that wait for pages to poll once more, all at the same time. */
  const closing: Promise<void>[] = [];
  beforeEach(async () => {
    pages = [];
    harness = await start();
    const url = `http://${harness.address}${harness.namespace}`;
    bob = await registered(await connectSocketIo(url, ["websocket"]), "Bob");
  });
  afterEach(() => {
    for (const page of pages) page.close();
    bob.close();
    closing.push(harness.close());
  });
  afterAll(() => Promise.all(closing));

  async function join(): Promise<NumberedPolls> {
    const page = await NumberedPolls.join(harness.address, harness.namespace);
    pages.push(page);
    return page;
  }

  async function begin(
    page: NumberedPolls,
    resume: JsonObject[string] = true,
  ): Promise<{ readonly way: Way; readonly session: SessionBody }> {
    const way = await page.say(registration("Alice", "p1", resume));
    const [reply] = messagesIn(await page.pollFor("register_reply"));
    const session = reply && sessionOf(reply);
    if (!session) throw new Error("there is no session");
    return { way, session };
  }

  /** How many messages of the session the server has received. */
  async function received(page: NumberedPolls): Promise<unknown> {
    await page.say(askForAck());
    return messagesIn(await page.pollFor('"ack"'))[0]?.body;
  }

  async function heardByBob(count: number): Promise<unknown[]> {
    const numbers = [];
    for (let i = 0; i < count; i++) numbers.push(((await bob.next()).body as JsonObject).i);
    return [...numbers, ...bob.unread];
  }

  describe.each(CONNECTIONS)("a page whose browser repeats a request on %s", (_where, move) => {
    it("is heard once, whether it is repeated at once or late", async () => {
      const page = await join();
      await begin(page);
      const first = await page.say(number(0), [number(1), number(2)]);
      expect(await page.ask(move(first))).toMatchObject({ status: 200, text: "ok" });
      const second = await page.say([number(3)]);
      for (const way of [second, first, second]) await page.ask(move(way));
      await page.say(number(4));
      await page.ask(move(first));
      expect(await heardByBob(5)).toEqual([0, 1, 2, 3, 4]);
      expect(await received(page)).toEqual({ received: 5 });
      expect(bob.unread).toEqual([]);
    });

    it("joins and registers once, and stays", async () => {
      const page = await join();
      await page.ask(move(page.joining));
      const { way, session } = await begin(page);
      await page.ask(move(way));
      await page.ask(move(page.joining));
      await page.say(number(0));
      expect(await heardByBob(1)).toEqual([0]);
      await page.say(askForAck());
      const came = await page.pollFor('"ack"');
      expect(came).not.toContain("40");
      expect(messagesIn(came)).toMatchObject([{ message_type: "ack", body: { received: 1 } }]);
      expect(session.received).toBe(0);
      expect(harness.core.counts).toMatchObject({ connections: 2, nodes: 2 });
    });

    it("resumes its session once", async () => {
      const lost = await join();
      const { session } = await begin(lost);
      await lost.say(number(0));
      const page = await join();
      const resumed = await begin(page, { id: session.id, received: 0 });
      expect(resumed.session).toMatchObject({ id: session.id, received: 1 });
      await page.ask(move(resumed.way));
      const next = await page.say(number(1));
      await page.ask(move(resumed.way));
      await page.ask(move(next));
      expect(await received(page)).toEqual({ received: 2 });
      expect(await heardByBob(2)).toEqual([0, 1]);
    });

    it("loses nothing of the answer to a poll that never came", async () => {
      const lost = await join();
      const { session } = await begin(lost);
      await lost.say(number(0));
      bob.send(message("numbered", "Bob", "Alice", { i: 0 }));
      const { way, answer } = await lost.poll();
      expect(answer.text).toContain('"i":0');
      expect(await lost.ask(move(way))).toMatchObject({ status: 400 });
      bob.send(message("numbered", "Bob", "Alice", { i: 1 }));
      const page = await join();
      await page.say(registration("Alice", "p1", { id: session.id, received: 0 }));
      const came = messagesIn(await page.pollFor('"i":1'));
      expect(came.map(({ body }) => body)).toEqual([
        { error: null, in_reply_to: expect.anything(), session: expect.objectContaining({ id: session.id }) },
        { i: 0 },
        { i: 1 },
      ]);
    });

    it("is heard as often as it asks where its requests have no numbers", async () => {
      const page = await join();
      await begin(page);
      for (const nth of ["", "x", "-1", "0"]) {
        const way = await page.say(number(0));
        await page.ask({ ...move(way), path: way.path.replace(/nth=\d+/, `nth=${nth}`) });
        expect(await heardByBob(2)).toEqual([0, 0]);
      }
    });
  });

  it("a page whose request was refused is refused again", async () => {
    const page = await join();
    const way = page.wayToPost("x".repeat(300_000));
    // Engine.IO ends the TCP connection under what is still sent, so that the answer may not arrive.
    const refusal = () =>
      page.ask(way).then(
        ({ status }) => status,
        ({ code }: NodeJS.ErrnoException) => (/^(ECONNRESET|EPIPE)$/.test(code ?? "") ? 413 : 0),
      );
    for (let i = 0; i < 3; i++) expect(await refusal()).toBeGreaterThanOrEqual(400);
  });

  describe("the client behind a browser that repeats by itself", () => {
    it.each([
      ["what is posted", "POST", /sid=/, [false]],
      ["some polls", "GET", /sid=.*nth=\d*[05]\b/, [false, true]],
    ] as const)("says and hears all once, where it is %s", async (_what, method, path, connects) => {
      const proxy = await startRepeatingProxy(
        harness.address,
        (request) => request.method === method && path.test(request.url ?? ""),
      );
      const url = (address: string) => `http://${address}${harness.namespace}`;
      const alice = joinNumbered("Alice", url(proxy.address), ["polling"]);
      const carol = joinNumbered("Carol", url(harness.address), ["websocket"]);
      try {
        await until(() => alice.recovered.length > 0 && carol.recovered.length > 0);
        for (let i = 0; i < 20; i++) {
          alice.say("Carol", i);
          carol.say("Alice", i);
          if (i % 10 === 9) await until(() => carol.numbers.length > i && alice.numbers.length > i);
        }
        const all = Array.from({ length: 20 }, (_, i) => i);
        expect([alice.numbers, carol.numbers]).toEqual([all, all]);
        expect([...new Set(alice.recovered)]).toEqual(connects);
        expect([...alice.lost, ...alice.others, ...carol.lost, ...carol.others]).toEqual([]);
      } finally {
        alice.connection.release();
        carol.connection.release();
        await proxy.close();
      }
    });
  });
});
