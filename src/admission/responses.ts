import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { refuseUpgrade } from "../attach/intercept";
import type { Rejection } from "./admission";

/** Answers a request that may not be served. */
export function rejectRequest(response: ServerResponse, { status, text }: Rejection): void {
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

/** Answers an upgrade that may not happen. */
export function rejectUpgrade(socket: Duplex, { status, text }: Rejection): void {
  refuseUpgrade(socket, `${status} ${STATUS_CODES[status]}`, `${text}\n`);
}
