import { A_DAY, limit, type OptionSpec } from "./option-types";

/** Options of Socket.IO and plain WebSocket: where they are, and how lost connections are found. */
export interface TransportOptions {
  readonly websocketPath: string;
  readonly socketIoPath: string;
  readonly pingInterval: number;
  readonly pingTimeout: number;
}

/** Their part of the table of options. */
export const TRANSPORT_OPTIONS: { readonly [name in keyof TransportOptions]: OptionSpec } = {
  websocketPath: {
    scope: "http",
    type: "path",
    default: "/jqluster",
    rootAllowed: true,
    environment: ["JQLUSTER_WEBSOCKET_PATH"],
    help: "path of plain WebSocket; pages written for the original jQluster may expect /",
  },
  socketIoPath: {
    scope: "http",
    type: "path",
    default: "/socket.io",
    rootAllowed: false,
    environment: ["JQLUSTER_SOCKET_IO_PATH"],
    help: "path of Socket.IO; another one leaves /socket.io to the site",
  },
  pingInterval: limit(
    "PING_INTERVAL",
    25_000,
    A_DAY,
    "milliseconds between two pings of each connection; a shorter time finds lost pages sooner",
    "never",
  ),
  pingTimeout: limit(
    "PING_TIMEOUT",
    20_000,
    A_DAY,
    "milliseconds that a page may take to answer a ping before its connection is cut",
  ),
};
