import { Agent, request } from "node:http";

const EVENT = '42["jqluster-message",';
const SEPARATOR = "\x1e";

/**
 * A page that has only long-polling, over Socket.IO.
 *
 * @param {number} port
 * @returns {Promise<import("./nodes.mjs").LoadNode>}
 */
export async function openPolling(port) {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const path = "/socket.io/?EIO=4&transport=polling";
  const { sid } = JSON.parse((await ask("GET", path)).slice(1));
  const session = `${path}&sid=${sid}`;
  /** @type {string[]} */
  let waiting = [];
  let isPosting = false;
  let isOpen = true;

  /**
   * @param {string} method
   * @param {string} to
   * @param {string} [body]
   * @returns {Promise<string>}
   */
  function ask(method, to, body) {
    return new Promise((resolve, reject) => {
      const headers =
        body === undefined ? {} : { "Content-Type": "text/plain", "Content-Length": body.length };
      const asking = request({ agent, host: "127.0.0.1", port, method, path: to, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part) => {
          text += part;
        });
        answer.on("end", () => resolve(text));
        answer.on("error", reject);
      });
      asking.on("error", reject);
      asking.end(body);
    });
  }

  /** @param {string} packet */
  async function post(packet) {
    waiting.push(packet);
    if (isPosting) return;
    isPosting = true;
    while (waiting.length > 0) {
      const packets = waiting.join(SEPARATOR);
      waiting = [];
      await ask("POST", session, packets);
    }
    isPosting = false;
  }

  async function poll() {
    while (isOpen) {
      const packets = await ask("GET", session);
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
      isOpen = false;
      await post("1");
      await polling;
      agent.destroy();
    },
  };
  await ask("POST", session, "40");
  await ask("GET", session);
  const polling = poll();
  return node;
}
