import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** Whether a request asks for a WebSocket, and not for another protocol such as HTTP/2 (`h2c`). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return (headers.upgrade ?? "").split(",").some((protocol) => protocol.trim().toLowerCase() === "websocket");
}

/** A server of Node.js 24.9 or later. */
interface AskedServer extends Server {
  /** Whether a request that offers an upgrade is read as one, and emitted as `upgrade`. */
  shouldUpgradeCallback(request: IncomingMessage): boolean;
}

function isAsked(server: Server): server is AskedServer {
  return "shouldUpgradeCallback" in server && typeof server.shouldUpgradeCallback === "function";
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/**
 * Lets Node.js itself read upgrades with a body as plain requests, where it can: from version 26 on, the body of an
 * upgrade comes apart from what follows it, so that {@link handleAsRequest} would miss it. Those without a body are left
 * to that function, since Node.js loses a request that follows them at once.
 *
 * @param isPlain - Whether an upgrade is meant as a plain request.
 * @returns Undoes it.
 */
export function readBodies(server: Server, isPlain: (request: IncomingMessage) => boolean): () => void {
  if (!isAsked(server)) return () => {};
  const asked = server.shouldUpgradeCallback;
  const own: AskedServer["shouldUpgradeCallback"] = (request) =>
    !(hasBody(request) && isPlain(request)) && asked.call(server, request);
  server.shouldUpgradeCallback = own;
  return () => {
    if (server.shouldUpgradeCallback === own) server.shouldUpgradeCallback = asked;
  };
}

/**
 * Handles an upgrade as the plain request that it also is. Node takes every `Upgrade` for an upgrade as soon as a server
 * listens for one; without a listener it answers the request and ignores the offer. Here the request is read once more,
 * without the offer.
 *
 * @param head - What was read of the connection after the request.
 */
export function handleAsRequest(
  server: Server,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = "", value = ""] = [rawHeaders[i], rawHeaders[i + 1]];
    if (/^upgrade$/i.test(name)) continue;
    lines.push(`${name}: ${/^connection$/i.test(name) ? withoutUpgrade(value) : value}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
  server.emit(socket instanceof TLSSocket ? "secureConnection" : "connection", socket);
}

/** The options of a connection without those of the upgrade. */
function withoutUpgrade(options: string): string {
  const left = options.split(",").filter((option) => !/^\s*(upgrade|http2-settings)\s*$/i.test(option));
  return left.length > 0 ? left.join(",") : "keep-alive";
}
