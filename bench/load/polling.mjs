import { RawHttp } from "./raw-http.mjs";

const EVENT = '42["jqluster-message",';
const SEPARATOR = "\x1e";

/**
 * A page that has only long-polling, over Socket.IO.
 *
 * @param {number} port
 * @param {string} query
 * @returns {Promise<import("./nodes.mjs").LoadNode>}
 */
export async function openPolling(port, query) {
  const [asks, says] = [new RawHttp(port), new RawHttp(port)];
  const path = `/socket.io/?EIO=4&transport=polling&${query}`;
  const { sid } = JSON.parse((await asks.ask("GET", path)).slice(1));
  const session = `${path}&sid=${sid}`;
  /** @type {string[]} */
  let waiting = [];
  let isPosting = false;
  let isOpen = true;

  /** @param {string} packet */
  async function post(packet) {
    waiting.push(packet);
    if (isPosting) return;
    isPosting = true;
    while (waiting.length > 0) {
      const packets = waiting.join(SEPARATOR);
      waiting = [];
      await says.ask("POST", session, packets).catch(lose);
    }
    isPosting = false;
  }

  /** The server is gone, or has no such session any more. @param {Error} error */
  function lose(error) {
    if (!("code" in error)) throw error;
    isOpen = false;
    return "";
  }

  async function poll() {
    while (isOpen) {
      const packets = await asks.ask("GET", session).catch(lose);
      for (const packet of packets.split(SEPARATOR)) {
        if (packet.startsWith(EVENT)) node.onMessage(packet.slice(EVENT.length, -1));
        else if (packet === "2") post("3");
        else if (packet === "1") isOpen = false;
      }
    }
  }

  /** @type {import("./nodes.mjs").LoadNode} */
  const node = {
    onMessage() {},
    send: (_to, text) => void post(`${EVENT}${text}]`),
    async close() {
      if (isOpen) await post("1");
      isOpen = false;
      await polling;
      for (const connection of [asks, says]) connection.close();
    },
  };
  await says.ask("POST", session, "40");
  await asks.ask("GET", session);
  const polling = poll();
  return node;
}
