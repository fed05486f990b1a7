import { register } from "./messages.mjs";
import { openNats } from "./nats.mjs";
import { openPolling } from "./polling.mjs";
import { RawWebSocket } from "./raw-web-socket.mjs";

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
 * @typedef {"socket.io" | "websocket" | "polling" | "nats"} Dialect
 */

/**
 * Connects a page and registers it.
 *
 * @param {Dialect} dialect
 * @param {number} port
 * @param {string} nodeId
 * @param {string} [room] The room that the connection names, if any.
 * @returns {Promise<LoadNode>}
 */
export async function connectNode(dialect, port, nodeId, room) {
  if (dialect === "nats") return openNats(port, nodeId);
  const node = await OPEN[dialect](port, room === undefined ? "" : `room=${room}`);
  await new Promise((resolve) => {
    node.onMessage = resolve;
    node.send("", register(nodeId));
  });
  node.onMessage = () => {};
  return node;
}

const EVENT = '42["jqluster-message",';

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
      if (text.startsWith(EVENT)) node.onMessage(text.slice(EVENT.length, -1));
      else if (text === "2") socket.send("3");
      else if (text.startsWith("0")) socket.send("40");
      else if (text.startsWith("40")) resolve(undefined);
    };
  });
  return node;
}
