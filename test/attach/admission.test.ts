import type { AttachOptions } from "../../src";
import { ask, type Way } from "../support/ask";
import { CONNECTORS } from "../support/connectors";
import { getRequest, replyTo } from "../support/messages";
import { openSession, POLLING } from "../support/polling-session";
import { type HttpHarness, startHttp } from "../support/transports";
import { registered } from "../support/wire-client";

const WEBSOCKET = "/socket.io/?EIO=4&transport=websocket";

/** The ways into a session, by name: they need its ID. */
const WAYS_TO_SESSION: Readonly<Record<string, (sid: string) => Way>> = {
  "a poll of a session": (sid) => ({ path: `${POLLING}&sid=${sid}` }),
  "a post to a session": (sid) => ({ path: `${POLLING}&sid=${sid}`, method: "POST", body: "3" }),
  "a WebSocket that takes over a session": (sid) => ({ path: `${WEBSOCKET}&sid=${sid}`, isUpgrade: true }),
  "plain WebSocket with the ID of a session": (sid) => ({ path: `/jqluster?sid=${sid}`, isUpgrade: true }),
};

/** Every way in, by name. */
const WAYS: typeof WAYS_TO_SESSION = {
  ...WAYS_TO_SESSION,
  "a poll that opens a session": () => ({ path: POLLING }),
  "a WebSocket that opens a session": () => ({ path: WEBSOCKET, isUpgrade: true }),
  "plain WebSocket": () => ({ path: "/jqluster", isUpgrade: true }),
  "plain WebSocket with a slash": () => ({ path: "/jqluster/", isUpgrade: true }),
};

const FOREIGN: Readonly<Record<string, (address: string) => Record<string, string>>> = {
  "a foreign origin": () => ({ origin: "https://evil.example" }),
  "the same host on another port": () => ({ origin: "http://127.0.0.1:1" }),
  "a name that begins like ours": (address) => ({ origin: `http://${address}.evil.example` }),
  "a name that ends like ours": (address) => ({ origin: `http://evil-${address}` }),
  "our name as a user's": (address) => ({ origin: `http://${address}@evil.example` }),
  "no origin it would tell": () => ({ origin: "null" }),
  "an origin that is none": () => ({ origin: "evil" }),
  "an empty origin": () => ({ origin: "" }),
  "a foreign page that asks as for an image": () => ({ "sec-fetch-site": "cross-site" }),
  "a page of a sister site that asks as for an image": () => ({ "sec-fetch-site": "same-site" }),
};

const OWN: Readonly<Record<string, (address: string) => Record<string, string>>> = {
  "our own origin": (address) => ({ origin: `http://${address}` }),
  "our own origin behind TLS": (address) => ({ origin: `https://${address}` }),
  "a program": () => ({}),
  "our own page that asks without an origin": () => ({ "sec-fetch-site": "same-origin" }),
  "the address bar": () => ({ "sec-fetch-site": "none" }),
};

let harness: HttpHarness;
/** The servers by their options: each takes a moment to close, since nobody answers in the sessions that are left. */
const servers = new Map<string, HttpHarness>();
const start = async (options: AttachOptions = {}) => {
  const key = JSON.stringify(options);
  harness = servers.get(key) ?? (await startHttp(options));
  servers.set(key, harness);
};
afterAll(() => Promise.all([...servers.values()].map((server) => server.close())));

describe.each(Object.entries(WAYS))("%s", (name, wayOf) => {
  const status = async (headers: Record<string, string>): Promise<number> => {
    const sid = name in WAYS_TO_SESSION ? await openSession(harness.address) : "none";
    return (await ask(harness.address, wayOf(sid), headers)).status;
  };

  it.each(Object.entries(FOREIGN))("is refused to %s", async (_who, headersOf) => {
    await start();
    expect(await status(headersOf(harness.address))).toBe(403);
  });

  it.each(Object.entries(OWN))("is open to %s", async (_who, headersOf) => {
    await start();
    expect([101, 200]).toContain(await status(headersOf(harness.address)));
  });

  it("is open to an origin of the list and to no other", async () => {
    await start({ allowOrigin: ["https://friend.example"] });
    expect([101, 200]).toContain(await status({ origin: "https://friend.example" }));
    for (const origin of [
      "http://friend.example",
      "https://friend.example:8443",
      "https://evil.friend.example",
      "https://friend.example.evil.example",
    ]) {
      expect(await status({ origin })).toBe(403);
    }
  });

  it("is open to every origin when that is wanted", async () => {
    await start({ allowOrigin: "*" });
    for (const origin of ["https://evil.example", "null"])
      expect([101, 200]).toContain(await status({ origin }));
  });

  it("answers only to the host names allowed, also to the pages of such a name", async () => {
    await start({ allowHost: ["127.0.0.1", "localhost", "[::1]"] });
    const { port } = new URL(`http://${harness.address}`);
    for (const host of [`127.0.0.1:${port}`, "localhost", "LOCALHOST.:99", `[::1]:${port}`]) {
      expect([101, 200]).toContain(await status({ host, origin: `http://${host}` }));
    }
    for (const host of [
      "evil.example",
      `evil.example:${port}`,
      "127.0.0.1.evil.example",
      "localhost.evil.example",
    ]) {
      expect(await status({ host, origin: `http://${host}` })).toBe(403);
      expect(await status({ host })).toBe(403);
    }
  });
});

it("a stolen session ID serves no foreign page, and its owner does not notice", async () => {
  await start();
  const { address } = harness;
  for (const connect of Object.values(CONNECTORS)) {
    const alice = await registered(await connect(address), "Alice");
    const bob = await registered(await connect(address), "Bob");
    const sid = "sessionId" in alice ? String(alice.sessionId) : "none";
    for (const wayOf of Object.values(WAYS)) {
      for (const headersOf of Object.values(FOREIGN)) {
        expect((await ask(address, wayOf(sid), headersOf(address))).status).toBe(403);
      }
    }
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    bob.send(replyTo(request, 1));
    expect(await alice.next()).toMatchObject({ body: { result: 1 } });
    alice.close();
    bob.close();
  }
});

it("a page of an allowed origin may read the answers to its polls, others may not", async () => {
  await start({ allowOrigin: ["https://friend.example"] });
  const headersFor = async (origin: string, method: "GET" | "OPTIONS") =>
    (await ask(harness.address, { path: POLLING, method }, { origin })).headers;
  for (const method of ["GET", "OPTIONS"] as const) {
    expect(await headersFor("https://friend.example", method)).toMatchObject({
      "access-control-allow-origin": "https://friend.example",
      vary: "Origin",
    });
    expect(await headersFor("https://evil.example", method)).not.toHaveProperty(
      "access-control-allow-origin",
    );
  }
});

it("who is refused reads why", async () => {
  await start({ allowHost: ["localhost"] });
  const path = { path: POLLING };
  expect(await ask(harness.address, path, { host: "evil.example" })).toMatchObject({
    status: 403,
    text: expect.stringMatching(/names localhost, not to evil\.example\..*--allow-host evil\.example/),
  });
  expect(await ask(harness.address, path, { host: "localhost", origin: "http://a.example" })).toMatchObject({
    status: 403,
    text: "Pages of this origin may not connect here\n",
  });
});
