import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";

/** Whether a request asks for a WebSocket, and not for another protocol such as HTTP/2 (`h2c`). */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return (headers.upgrade ?? "").split(",").some((protocol) => protocol.trim().toLowerCase() === "websocket");
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
