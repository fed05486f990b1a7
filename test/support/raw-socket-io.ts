import { once } from "node:events";
import { type RawData, WebSocket } from "ws";
import { ask } from "./ask";
import { register } from "./messages";
import { CLOSE_PACKET, openPolling } from "./polling-session";

/** A Socket.IO packet that carries a message. */
export function packetOf(message: unknown): string {
  return `42["jqluster-message",${JSON.stringify(message)}]`;
}

/** A page on the bare frames of Socket.IO, registered, by WebSocket. */
export async function rawSocketIo(
  address: string,
  nodeId: string,
  registration = register(nodeId),
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${address}/socket.io/?EIO=4&transport=websocket`);
  await once(socket, "open");
  // Several frames may come in the same moment.
  const answerTo = (packet: string, expected: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (data: RawData) => {
        if (!String(data).includes(expected)) return;
        socket.off("message", look);
        resolve();
      };
      socket.on("message", look);
      socket.once("close", () => reject(new Error(`closed before it had answered ${packet}`)));
      socket.send(packet);
    });
  await answerTo("40", "40{");
  await answerTo(packetOf(registration), "register_reply");
  return socket;
}

/** A page on the bare requests of Socket.IO, registered, by long-polling; gives the path of its session. */
export async function rawPolling(
  address: string,
  nodeId: string,
  registration = register(nodeId),
): Promise<string> {
  const path = await openPolling(address);
  const answerTo = async (body: string, expected: string): Promise<void> => {
    await ask(address, { path, method: "POST", body }, {});
    for (;;) {
      const { status, text } = await ask(address, { path }, {});
      if (status !== 200 || text === CLOSE_PACKET)
        throw new Error(`the poll was answered with ${status}: ${text}`);
      if (text.includes(expected)) return;
    }
  };
  await answerTo("40", "40{");
  await answerTo(packetOf(registration), "register_reply");
  return path;
}
