import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { AdmissionRefusal } from "./admission";

/** Answers a request that is refused. */
export function refuseRequest(response: ServerResponse, { status, text }: AdmissionRefusal): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    // A body that may still come is not read.
    Connection: "close",
    ...(status === 503 ? { "Retry-After": "5" } : {}),
  });
  response.end(body);
}

/** Answers an upgrade that is refused. */
export function refuseUpgradeBy(socket: Duplex, { status, text }: AdmissionRefusal): void {
  refuseUpgrade(socket, `${status} ${STATUS_CODES[status]}`, `${text}\n`);
}

/** Answers an upgrade with an HTTP status, such as `403 Forbidden`, and a text, and ends it. */
export function refuseUpgrade(socket: Duplex, status: string, text = ""): void {
  // After an upgrade nothing else listens for errors, and an unhandled one would end the process.
  socket.on("error", () => socket.destroy());
  // Sockets of HTTP servers stay half open, for as long as the peer likes.
  socket.once("finish", () => socket.destroy());
  const type = text === "" ? "" : "Content-Type: text/plain; charset=utf-8\r\n";
  const length = `Content-Length: ${Buffer.byteLength(text)}`;
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${type}${length}\r\n\r\n${text}`);
}
