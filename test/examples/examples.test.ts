import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { io } from "socket.io-client";
import { launchBrowser, newPerson } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { makeCertificate } from "../support/certificate";
import { openEvents } from "../support/event-stream";
import { type RunningExample, startExample } from "../support/example";
import { getRequest, message } from "../support/messages";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

const ENDED_WELL = { code: 0, errors: "" };

it("each example is tested here", () => {
  expect(readdirSync(join(PACKAGE_ROOT, "examples")).sort()).toEqual([
    "express-site.mjs",
    "https-site.mjs",
    "server-sent-events.mjs",
    "socket-io-site.mjs",
  ]);
});

describe("the Express site", () => {
  it("lets its pages act on each other, beside what it serves itself", async () => {
    const example = await startExample("express-site.mjs");
    const browser = await launchBrowser();
    try {
      const [alice, bob] = [await newPerson(browser), await newPerson(browser)];
      await alice.goto(`${example.url}?name=Alice`);
      await bob.goto(`${example.url}?name=Bob`);
      await bob.waitForFunction("$.jqluster.init('Bob').then(() => true)");
      await alice.waitForFunction("$.jqluster.init('Alice').then(() => true)");
      await alice.click("button");
      await bob.waitForSelector("text=Greetings from Alice");
      expect(await (await fetch(`${example.url}time`)).json()).toEqual({ now: expect.any(String) });
    } finally {
      await browser.close();
    }
    expect(await example.stop()).toEqual(ENDED_WELL);
  });
});

describe("the Socket.IO site", () => {
  it("has jQluster on a namespace, and its chat goes on", async () => {
    const example = await startExample("socket-io-site.mjs");
    const chat = io(example.url, { forceNew: true, reconnection: false });
    const alice = await registered(await connectSocketIo(`${example.url}remote`, ["polling"]), "Alice");
    const bob = await registered(await connectSocketIo(`${example.url}remote`, ["websocket"]), "Bob");
    const request = getRequest("Alice", "Bob");
    alice.send(request);
    expect(await bob.next()).toEqual(request);
    const heard = new Promise((resolve) => chat.once("chat", resolve));
    chat.emit("chat", "hello");
    expect(await heard).toBe("hello");
    for (const page of [alice, bob]) {
      page.close();
      await page.closed;
    }
    const disconnected = new Promise((resolve) => chat.once("disconnect", resolve));
    expect(await example.stop()).toMatchObject({ code: 0, errors: expect.stringContaining('"Alice"') });
    await disconnected;
  });
});

describe("the HTTPS site", () => {
  it("serves pages and every transport over TLS", async () => {
    const { key, cert } = makeCertificate();
    const folder = mkdtempSync(join(tmpdir(), "jqluster-example-"));
    const files = { TLS_KEY: join(folder, "key.pem"), TLS_CERT: join(folder, "cert.pem") };
    writeFileSync(files.TLS_KEY, key);
    writeFileSync(files.TLS_CERT, cert);
    let example: RunningExample;
    try {
      example = await startExample("https-site.mjs", files);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const options = { ca: cert };
    const address = `${example.url.replace("https", "wss")}jqluster`;
    const pages = [
      await registered(await connectSocketIo(example.url, ["polling"], options), "Alice"),
      await registered(await connectWebSocket(address, options), "Bob"),
    ] as const;
    const request = getRequest("Alice", "Bob");
    pages[0].send(request);
    expect(await pages[1].next()).toEqual(request);
    for (const page of pages) {
      page.close();
      await page.closed;
    }
    expect(await example.stop()).toEqual(ENDED_WELL);
  });
});

describe("the core with Server-Sent Events", () => {
  let example: RunningExample;

  beforeEach(async () => {
    example = await startExample("server-sent-events.mjs");
  });

  const post = (connection: string, body: string) =>
    fetch(`${example.url}messages?connection=${connection}`, { method: "POST", body });

  it("carries messages between pages", async () => {
    const alice = await openEvents(`${example.url}events?node=Alice`);
    const bob = await openEvents(`${example.url}events?node=Bob`);
    for (const page of [alice, bob]) {
      expect(await page.next()).toMatchObject({ message_type: "register_reply", body: { error: null } });
    }
    const request = getRequest("Alice", "Bob");
    expect((await post(alice.connection, JSON.stringify(request))).status).toBe(204);
    expect(await bob.next()).toEqual(request);
    bob.close();
    expect(await alice.next()).toMatchObject({ body: { in_reply_to: request.message_id } });
    const forged = await post(alice.connection, JSON.stringify(message("signal", "Bob", "Alice")));
    expect(forged.status).toBe(400);
    alice.close();
    expect(await example.stop()).toMatchObject({ code: 0 });
  });

  it("ends by itself with pages connected, after input of every kind", async () => {
    const alice = await openEvents(`${example.url}events?node=Alice`);
    for (const body of ["", "hello", "[]", "null", "{}", '{"from":"Alice"}', " ".repeat(300_000)]) {
      expect((await post(alice.connection, body)).status).toBe(400);
    }
    expect((await post("unknown", "{}")).status).toBe(400);
    expect((await fetch(`${example.url}events`)).status).toBe(400);
    expect((await fetch(`${example.url}elsewhere`)).status).toBe(404);
    expect(await example.stop()).toMatchObject({ code: 0 });
    alice.close();
  });
});
