import { toJson } from "../to-json";
import { localTransport, loopbackTransport } from "./in-page-server";
import { type SocketIoTransportOptions, socketIoTransport, type Trust } from "./socket-io";
import type { Transport } from "./transport";
import { type WebSocketLike, webSocketTransport } from "./websocket";

/**
 * The transport that an address stands for.
 *
 * @param address - Absent or `http(s)://…`: Socket.IO; `ws(s)://…`: plain WebSocket; `"loopback"`; `"local"`.
 * @throws TypeError for anything else.
 */
export function chooseTransport(
  address: string | undefined | null,
  options: SocketIoTransportOptions & Trust,
  openWebSocket: (url: string) => WebSocketLike,
): Transport {
  if (address === undefined || address === null || /^(https?:)?\/\//.test(address)) {
    return socketIoTransport(address || undefined, options);
  }
  if (/^wss?:\/\//.test(address)) return webSocketTransport(address, options.room, openWebSocket);
  if (address === "loopback") return loopbackTransport;
  if (address === "local") return localTransport;
  throw new TypeError(
    `the transport must be an http(s):// or ws(s):// address, "loopback" or "local", not ${toJson(address)}`,
  );
}
