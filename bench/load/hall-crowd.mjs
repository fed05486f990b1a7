// A part of the phones of the hall, in a process of its own: they connect, vote, see the count, and come back.
import { setTimeout } from "node:timers/promises";
import { answer, resultOf, senderPageOf, shownCount, vote } from "./hall-messages.mjs";
import { idOf } from "./messages.mjs";
import { connectNode } from "./nodes.mjs";
import { typeOf } from "./session.mjs";

/**
 * What the measuring process orders.
 *
 * @typedef {{ do: "connect", port: number, from: number, phones: number, polling: number } | { do: "vote", within: number } | { do: "report" } | { do: "return" }} Order
 *
 * What it is answered with: all is done, or how long each vote took to be seen, in milliseconds.
 * @typedef {{ done: true } | { delays: number[], unseen: number }} Report
 */

/** So many connect at the same moment at first. */
const AT_ONCE = 25;
/** As our client waits, in milliseconds, before it tries again: between half and one and a half times as long. */
const FIRST_DELAY = 300;
const LONGEST_DELAY = 10_000;

class Phone {
  #dialect;
  #pageId;
  #port;
  /** @type {import("./nodes.mjs").LoadNode | undefined} */
  #node;
  #votedAt = 0;
  #votes = 0;
  #ordinal = Number.POSITIVE_INFINITY;
  /** How long the vote took until it was seen; `undefined` until then. @type {number | undefined} */
  delay;

  /** @param {import("./nodes.mjs").Dialect} dialect @param {string} pageId @param {number} port */
  constructor(dialect, pageId, port) {
    this.#dialect = dialect;
    this.#pageId = pageId;
    this.#port = port;
  }

  async connect() {
    const node = await connectNode(this.#dialect, this.#port, "Phone", { pageId: this.#pageId });
    node.onMessage = (text) => this.#take(text);
    this.#node = node;
  }

  /** Comes back as our client does. */
  async comeBack() {
    await this.#node?.close();
    for (let delay = FIRST_DELAY; ; delay = Math.min(2 * delay, LONGEST_DELAY)) {
      await setTimeout(delay * (0.5 + Math.random()));
      try {
        await this.connect();
        return;
      } catch (error) {
        // There is no server yet, or it has no room in its queue.
        if (!(error instanceof Error && "code" in error)) throw error;
      }
    }
  }

  async vote() {
    this.#votedAt = performance.now();
    this.#votes += 1;
    this.#node?.send("Screen", vote(`${this.#pageId}-${this.#votes}`, this.#pageId));
  }

  /** @param {string} text */
  #take(text) {
    const type = typeOf(text);
    if (type === "select_and_get_reply") {
      const ordinal = resultOf(text);
      if (ordinal === undefined) console.error(`A vote was refused: ${text}`);
      else this.#ordinal = ordinal;
    } else if (type === "select_and_get") {
      const done = answer("Phone", this.#pageId, {
        to: "Screen",
        toPage: senderPageOf(text),
        inReplyTo: idOf(text),
        result: null,
      });
      this.#node?.send("Screen", done);
      if (shownCount(text) >= this.#ordinal) this.delay ??= performance.now() - this.#votedAt;
    } else if (type === "error") console.error(`Refused: ${text}`);
  }
}

/** @type {Phone[]} */
const phones = [];

/** @param {Order} order @returns {Promise<Report>} */
async function obey(order) {
  if (order.do === "connect") {
    for (let i = 0; i < order.phones; i++) {
      const dialect = i < order.polling ? "polling with session" : "websocket with session";
      phones.push(new Phone(dialect, `phone${order.from + i}`, order.port));
    }
    for (let i = 0; i < phones.length; i += AT_ONCE) {
      await Promise.all(phones.slice(i, i + AT_ONCE).map((phone) => phone.connect()));
    }
  } else if (order.do === "vote") {
    const { within } = order;
    await Promise.all(phones.map((phone) => setTimeout(Math.random() * within).then(() => phone.vote())));
  } else if (order.do === "report") {
    const delays = phones.flatMap(({ delay }) => delay ?? []);
    return { delays, unseen: phones.length - delays.length };
  } else await Promise.all(phones.map((phone) => phone.comeBack()));
  return { done: true };
}

process.on("message", async (/** @type {Order} */ order) => {
  const report = await obey(order);
  process.send?.(report);
});
