import { hasNats, startNats } from "./peers/nats.mjs";
import { startPeer } from "./peers/start-peer.mjs";

const SHORTEST_SOCKET_IO = "shortest Socket.IO relay";
const SHORTEST_WS = "shortest ws relay";

/** @type {readonly import("./scenes/scene.mjs").Contestant[]} */
const ALL = [
  { name: SHORTEST_SOCKET_IO, dialect: "socket.io", start: () => startPeer("socket-io-relay") },
  {
    name: "jQluster, Socket.IO",
    dialect: "socket.io with session",
    start: () => startPeer("jqluster"),
    startOnRedis: (url) => startPeer("jqluster", [url]),
    hasWorkers: true,
    reference: SHORTEST_SOCKET_IO,
  },
  {
    name: "Socket.IO with recovery",
    dialect: "socket.io with recovery",
    start: () => startPeer("socket-io-relay", ["recovery"]),
    reference: SHORTEST_SOCKET_IO,
  },
  {
    name: SHORTEST_WS,
    dialect: "websocket",
    start: () => startPeer("ws-relay"),
    startOnRedis: (url) => startPeer("ws-redis-relay", [url]),
  },
  {
    name: "jQluster, WebSocket",
    dialect: "websocket with session",
    start: () => startPeer("jqluster"),
    startOnRedis: (url) => startPeer("jqluster", [url]),
    hasWorkers: true,
    reference: SHORTEST_WS,
  },
  { name: "nats-server", dialect: "nats", start: startNats, reference: SHORTEST_WS },
  { name: `${SHORTEST_SOCKET_IO}, polling`, dialect: "polling", start: () => startPeer("socket-io-relay") },
  {
    name: "jQluster, polling",
    dialect: "polling with session",
    start: () => startPeer("jqluster"),
    reference: `${SHORTEST_SOCKET_IO}, polling`,
  },
];

/** Those that can be had here. */
const HERE = ALL.filter(({ dialect }) => hasNats || dialect !== "nats");

/** All that keep a connection open. Ours have sessions. */
export const CONNECTED = HERE.filter(({ dialect }) => !dialect.startsWith("polling"));
/** Those that poll. */
export const POLLING = HERE.filter(({ dialect }) => dialect.startsWith("polling"));
/** Ours that keep a connection open. */
export const OURS = CONNECTED.filter(({ name }) => name.startsWith("jQluster"));
