import { register } from "./messages.mjs";
import { openNats } from "./nats.mjs";
import { openPolling } from "./polling.mjs";
import { RawWebSocket } from "./raw-web-socket.mjs";
import { withSession } from "./session.mjs";

/**
 * A connected page, as far as a load needs one.
 *
 * @typedef {object} LoadNode
 * @property {(to: string, text: string) => void} send Sends a message, given as its JSON text.
 * @property {(text: string) => void} onMessage Is called with the JSON text of each message.
 * @property {() => Promise<void>} close
 */

/**
 * How a server is spoken to.
 *
 * @typedef {"socket.io" | "websocket" | "polling"} Transport
 * @typedef {"nats" | Transport | "socket.io with recovery" | `${Transport} with session`} Dialect
 */

/** @type {Readonly<Record<Exclude<Dialect, "nats">, readonly [Transport, hasSession: boolean]>>} */
const DIALECTS = {
  "socket.io": ["socket.io", false],
  "socket.io with recovery": ["socket.io", false],
  "socket.io with session": ["socket.io", true],
  websocket: ["websocket", false],
  "websocket with session": ["websocket", true],
  polling: ["polling", false],
  "polling with session": ["polling", true],
};

/**
 * Connects a page and registers it.
 *
 * @param {Dialect} dialect
 * @param {number} port
 * @param {string} nodeId
 * @param {{ room?: string | undefined, pageId?: string }} [options] The room that the connection names, and the page's ID.
 * @returns {Promise<LoadNode>}
 */
export async function connectNode(dialect, port, nodeId, { room, pageId } = {}) {
  if (dialect === "nats") return openNats(port, nodeId);
  const [transport, hasSession] = DIALECTS[dialect];
  const open = OPEN[transport];
  const connection = await open(port, room === undefined ? "" : `room=${room}`);
  const node = hasSession ? withSession(connection, nodeId) : connection;
  await new Promise((resolve) => {
    node.onMessage = resolve;
    node.send("", register(nodeId, { hasSession, pageId }));
  });
  node.onMessage = () => {};
  return node;
}

const EVENT = '42["jqluster-message",';

/** Where a message ends in its event: with recovery an offset stands behind it. @param {string} packet */
function messageIn(packet) {
  return packet.slice(EVENT.length, packet.endsWith(`"]`) ? packet.lastIndexOf("},") + 1 : -1);
}

const OPEN = { "socket.io": openSocketIo, websocket: openWebSocket, polling: openPolling };

/**
 * @param {number} port
 * @param {string} query
 * @returns {Promise<LoadNode>}
 */
async function openWebSocket(port, query) {
  const socket = await RawWebSocket.open(port, `/jqluster?${query}`);
  /** @type {LoadNode} */
  const node = {
    onMessage() {},
    send: (_to, text) => socket.send(text),
    close: () => socket.close(),
  };
  socket.onText = (text) => node.onMessage(text);
  return node;
}

/**
 * @param {number} port
 * @param {string} query
 * @returns {Promise<LoadNode>}
 */
async function openSocketIo(port, query) {
  const socket = await RawWebSocket.open(port, `/socket.io/?EIO=4&transport=websocket&${query}`);
  /** @type {LoadNode} */
  const node = {
    onMessage() {},
    send: (_to, text) => socket.send(`${EVENT}${text}]`),
    close: () => socket.close(),
  };
  await new Promise((resolve) => {
    socket.onText = (text) => {
      if (text.startsWith(EVENT)) node.onMessage(messageIn(text));
      else if (text === "2") socket.send("3");
      else if (text.startsWith("0")) socket.send("40");
      else if (text.startsWith("40")) resolve(undefined);
    };
  });
  return node;
}
