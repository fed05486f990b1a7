import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server as SocketIoServer } from "socket.io";
import { type AttachOptions, attachJqluster } from "../../src/attach/attach";
import { NodeConnection } from "../../src/connection";
import { JqlusterServer, silentLogger } from "../../src/core";
import { connectSocketIo, connectWebSocket, Inbox, type WireClient } from "./wire-client";

/** A server with one way to connect to it. */
export interface TransportHarness {
  /** What is registered now, in all its processes together. */
  counts(): Promise<JqlusterServer["counts"]>;
  connect(): Promise<WireClient>;
  close(): Promise<void>;
}

/** A server on a free port of the loopback, with every transport. */
export interface HttpHarness {
  readonly core: JqlusterServer;
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  /** Ends jQluster; the HTTP server goes on. */
  readonly detach: () => Promise<void>;
  close(): Promise<void>;
}

/** Starts an HTTP server with a jQluster attached. */
export async function startHttp(options: AttachOptions = {}): Promise<HttpHarness> {
  const server = createServer((_request, response) => response.end("site"));
  const jqluster = attachJqluster(server, options);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    core: jqluster.server,
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    detach: () => jqluster.close(),
    async close() {
      await jqluster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function overHttp(connect: (address: string) => Promise<WireClient>): () => Promise<TransportHarness> {
  return async () => {
    const { core, address, close } = await startHttp();
    return { counts: async () => core.counts, connect: () => connect(address), close };
  };
}

async function onNamespace(): Promise<TransportHarness> {
  const server = createServer();
  const io = new SocketIoServer(server);
  const jqluster = attachJqluster(io.of("/remote"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    counts: async () => jqluster.server.counts,
    connect: () => connectSocketIo(`http://127.0.0.1:${port}/remote`, ["websocket"]),
    async close() {
      await jqluster.close();
      await io.close();
    },
  };
}

/** Pages in the same process, joined to the door by nothing but the text of their messages. */
async function inMemory(): Promise<TransportHarness> {
  const core = new JqlusterServer();
  const open = new Set<WireClient>();
  let counter = 0;

  async function connect(): Promise<WireClient> {
    const inbox = new Inbox();
    let markClosed = () => {};
    const closed = new Promise<void>((resolve) => {
      markClosed = resolve;
    });
    counter += 1;
    const door = new NodeConnection(
      {
        id: `memory#${counter}`,
        transport: "memory",
        handshake: { headers: {}, query: {}, auth: {}, address: "" },
        send: (_message, { text }) => queueMicrotask(() => inbox.push(JSON.parse(text))),
        close: () => client.close(),
      },
      { rooms: { enter: () => core }, logger: silentLogger },
    );
    const client: WireClient = {
      send: (input) => {
        const text = JSON.stringify(input);
        queueMicrotask(() => door.receive(JSON.parse(text), text));
      },
      next: () => inbox.next(),
      unread: inbox.unread,
      lost: closed,
      closed,
      close: () => {
        if (!open.delete(client)) return;
        door.end();
        markClosed();
      },
    };
    open.add(client);
    return client;
  }

  return {
    counts: async () => core.counts,
    connect,
    close: async () => {
      for (const client of open) client.close();
    },
  };
}

/** Every way for a page to connect, by name. */
export const TRANSPORTS: Readonly<Record<string, () => Promise<TransportHarness>>> = {
  "Socket.IO over WebSocket": overHttp((address) => connectSocketIo(`http://${address}`, ["websocket"])),
  "Socket.IO over long-polling": overHttp((address) => connectSocketIo(`http://${address}`, ["polling"])),
  "Socket.IO with an upgrade": overHttp((address) =>
    connectSocketIo(`http://${address}`, ["polling", "websocket"]),
  ),
  "a Socket.IO namespace": onNamespace,
  "plain WebSocket": overHttp((address) => connectWebSocket(`ws://${address}/jqluster`)),
  "an in-memory pair": inMemory,
};
