import { RawWebSocket } from "./raw-web-socket.mjs";

/**
 * A client of nats-server over WebSocket: a node is a subject.
 *
 * @param {number} port
 * @param {string} nodeId
 * @returns {Promise<import("./nodes.mjs").LoadNode>}
 */
export async function openNats(port, nodeId) {
  const socket = await RawWebSocket.open(port, "/", { binary: true });
  /** @type {import("./nodes.mjs").LoadNode} */
  const node = {
    onMessage() {},
    send: (to, text) => socket.send(`PUB ${to} ${Buffer.byteLength(text)}\r\n${text}\r\n`),
    close: () => socket.close(),
  };
  let rest = "";
  await new Promise((resolve) => {
    socket.onText = (text) => {
      rest += text;
      for (;;) {
        const end = rest.indexOf("\r\n");
        if (end < 0) return;
        const line = rest.slice(0, end);
        if (line.startsWith("MSG ")) {
          // These messages are ASCII: as many characters as bytes.
          const length = Number(line.slice(line.lastIndexOf(" ") + 1));
          if (rest.length < end + 4 + length) return;
          const payload = rest.slice(end + 2, end + 2 + length);
          rest = rest.slice(end + 4 + length);
          node.onMessage(payload);
          continue;
        }
        rest = rest.slice(end + 2);
        if (line.startsWith("INFO ")) {
          socket.send(`CONNECT {"verbose":false,"pedantic":false}\r\nSUB ${nodeId} 1\r\nPING\r\n`);
        } else if (line === "PING") socket.send("PONG\r\n");
        else if (line === "PONG") resolve(undefined);
        else if (line.startsWith("-ERR")) throw new Error(`nats-server says ${line}`);
      }
    };
  });
  return node;
}
