/** As often as our own client does. */
const MESSAGES_AN_ACK = 32;
const CHARACTERS_AN_ACK = 32_768;

/** Between two messages of a list; they begin with their IDs. */
const BETWEEN = /(?<=\}),(?=\{"message_id":)/;

/**
 * Lets a page have a session: it takes lists of messages, and acknowledges what has come.
 *
 * @param {import("./nodes.mjs").LoadNode} node
 * @param {string} nodeId
 * @returns {import("./nodes.mjs").LoadNode}
 */
export function withSession(node, nodeId) {
  let received = 0;
  let told = 0;
  let characters = 0;
  /** @type {import("./nodes.mjs").LoadNode} */
  const page = { onMessage() {}, send: node.send, close: node.close };
  node.onMessage = (input) => {
    const texts = input.startsWith("[") ? input.slice(1, -1).split(BETWEEN) : [input];
    for (const text of texts) {
      const type = typeOf(text);
      if (type === "ack") continue;
      if (type !== "register_reply") received += 1;
      page.onMessage(text);
    }
    characters += input.length;
    if (received === told) return;
    if (received - told < MESSAGES_AN_ACK && characters < CHARACTERS_AN_ACK) return;
    told = received;
    characters = 0;
    const body = `{"received":${received}}`;
    node.send("", `{"message_id":"ack","message_type":"ack","from":"${nodeId}","body":${body}}`);
  };
  return page;
}

const TYPE = '"message_type":"';

/** @param {string} text */
export function typeOf(text) {
  const start = text.indexOf(TYPE) + TYPE.length;
  return text.slice(start, text.indexOf('"', start));
}
