import type { EventEmitter } from "node:events";
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer, get as getSecurely } from "node:https";
import express5 from "express";
import express4 from "express-4";
import { Server as SocketIoServer } from "socket.io";
import { type AttachedJqluster, attachJqluster } from "../../src/attach/attach";
import { makeCertificate } from "../support/certificate";
import { listen, stop, tracesOn } from "../support/listening";
import { getRequest } from "../support/messages";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

/** A site with a jQluster on it. */
interface Site {
  readonly server: Server;
  attach(): AttachedJqluster;
  /** How a page connects, by each transport the host gives. */
  connect(address: string): Promise<WireClient>[];
  readonly scheme: "http" | "https";
  /** What the site owns beside its HTTP server. */
  readonly owned: readonly EventEmitter[];
  /** Ends what the site owns. */
  stop(): Promise<void>;
}

const { key, cert } = makeCertificate();
const answer: RequestListener = (_request, response) => response.end("the site");

function httpSite(server: Server, scheme: "http" | "https" = "http"): Site {
  const tls = scheme === "https" ? { ca: cert } : {};
  return {
    server,
    scheme,
    attach: () => attachJqluster(server),
    connect: (address) => [
      connectSocketIo(`${scheme}://${address}`, ["polling"], tls),
      connectSocketIo(`${scheme}://${address}`, ["websocket"], tls),
      connectWebSocket(`${scheme.replace("http", "ws")}://${address}/jqluster`, tls),
    ],
    owned: [],
    stop: () => stop(server),
  };
}

function socketIoSite(namespace: string): Site {
  const server = createServer(answer);
  const io = new SocketIoServer(server);
  io.of(namespace).on("connection", (socket) => socket.on("site", (reply) => reply("the site")));
  return {
    ...httpSite(server),
    attach: () => attachJqluster(namespace === "/" ? io : io.of(namespace)),
    connect: (address) => [
      connectSocketIo(`http://${address}${namespace}`, ["polling"]),
      connectSocketIo(`http://${address}${namespace}`, ["websocket"]),
    ],
    owned: [io.of(namespace) as unknown as EventEmitter, io.engine],
    stop: () => io.close(),
  };
}

const SITES: Readonly<Record<string, () => Site>> = {
  "an http.Server": () => httpSite(createServer(answer)),
  "an https.Server": () => httpSite(createSecureServer({ key, cert }, answer), "https"),
  "a server with an Express 4 app": () => httpSite(createServer(express4().get("/", answer))),
  "a server with an Express 5 app": () => httpSite(createServer(express5().get("/", answer))),
  "a Socket.IO server": () => socketIoSite("/"),
  "a Socket.IO namespace": () => socketIoSite("/remote"),
};

describe.each(Object.entries(SITES))("jQluster attached to %s", (_host, makeSite) => {
  let site: Site;
  let address: string;
  let before: unknown;
  let jqluster: AttachedJqluster;

  const traces = () => [site.server, ...site.owned].map(tracesOn);
  const visit = () =>
    new Promise<string>((resolve, reject) => {
      const onResponse = (response: IncomingMessage) => {
        let body = "";
        response.on("data", (chunk) => {
          body += chunk;
        });
        response.on("end", () => resolve(body));
      };
      const url = `${site.scheme}://${address}/`;
      const asked =
        site.scheme === "https" ? getSecurely(url, { ca: cert }, onResponse) : get(url, onResponse);
      asked.on("error", reject);
    });

  beforeEach(async () => {
    site = makeSite();
    address = await listen(site.server);
    before = traces();
    jqluster = site.attach();
  });
  afterEach(async () => {
    await jqluster.close();
    await site.stop();
  });

  it("connects pages by every transport, and the site still answers", async () => {
    const pages = await Promise.all(site.connect(address));
    for (const [i, page] of pages.entries()) await registered(page, `page ${i}`);
    for (const [from, page] of pages.entries()) {
      for (const [to, target] of pages.entries()) {
        const request = getRequest(`page ${from}`, `page ${to}`);
        page.send(request);
        expect(await target.next()).toEqual(request);
      }
    }
    expect(await visit()).toBe("the site");
    for (const page of pages) page.close();
    await Promise.all(pages.map((page) => page.closed));
  });

  it("leaves nothing behind when it is closed, and the site goes on", async () => {
    const pages = await Promise.all(site.connect(address));
    for (const [i, page] of pages.entries()) await registered(page, `page ${i}`);
    await Promise.all([jqluster.close(), jqluster.close()]);
    expect(jqluster.server.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
    expect(traces()).toEqual(before);
    expect(await visit()).toBe("the site");
    for (const page of pages) page.close();
    await Promise.all(pages.map((page) => page.closed));
  });

  it("can be attached again", async () => {
    await jqluster.close();
    jqluster = site.attach();
    const [first] = site.connect(address);
    const page = await registered(await (first as Promise<WireClient>), "Alice");
    page.close();
    await page.closed;
  });
});
