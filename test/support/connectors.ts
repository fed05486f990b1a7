import { connectSocketIo, connectWebSocket, type WireClient } from "./wire-client";

/** The ways for a page to connect to an HTTP server with jQluster, by name; each takes an address such as `127.0.0.1:1234`. */
export const CONNECTORS: Readonly<Record<string, (address: string) => Promise<WireClient>>> = {
  "Socket.IO over WebSocket": (address) => connectSocketIo(`http://${address}`, ["websocket"]),
  "Socket.IO over long-polling": (address) => connectSocketIo(`http://${address}`, ["polling"]),
  "plain WebSocket": (address) => connectWebSocket(`ws://${address}/jqluster`),
};
