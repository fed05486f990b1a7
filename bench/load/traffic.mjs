import { answeredIdOf, idOf, reply, request } from "./messages.mjs";
import { connectNode } from "./nodes.mjs";

/**
 * Pages that ask and pages that answer.
 *
 * @typedef {object} Pairs
 * @property {(requests: number) => Promise<void>} exchange Settles when that many requests have their answers.
 * @property {() => Promise<void>} close
 */

/**
 * @param {import("./nodes.mjs").Dialect} dialect
 * @param {readonly [askingPort: number, answeringPort: number]} ports
 * @param {{ pairs: number, inFlight: number, bytes: number, rooms?: number }} load
 * @returns {Promise<Pairs>}
 */
export async function connectPairs(dialect, [askingPort, answeringPort], { pairs, inFlight, bytes, rooms }) {
  /** @type {import("./nodes.mjs").LoadNode[]} */
  const nodes = [];
  let left = 0;
  let open = 0;
  let done = () => {};
  /** @type {(() => void)[]} */
  const asks = [];
  for (let i = 0; i < pairs; i++) {
    const room = rooms === undefined ? undefined : `room-${i % rooms}`;
    const asker = await connectNode(dialect, askingPort, `A${i}`, { room });
    const answerer = await connectNode(dialect, answeringPort, `B${i}`, { room });
    nodes.push(asker, answerer);
    let counter = 0;
    const ask = () => {
      left -= 1;
      open += 1;
      asker.send(`B${i}`, request(`${counter++}`, `A${i}`, `B${i}`, bytes));
    };
    asks.push(ask);
    let answered = 0;
    asker.onMessage = (text) => {
      if (answeredIdOf(text) !== String(answered++)) throw new Error(`out of order: ${text}`);
      open -= 1;
      if (left > 0) ask();
      else if (open === 0) done();
    };
    answerer.onMessage = (text) => {
      const id = idOf(text);
      answerer.send(`A${i}`, reply(id, `B${i}`, `A${i}`, id, bytes));
    };
  }
  return {
    exchange: (requests) =>
      new Promise((resolve) => {
        left = requests;
        done = () => resolve();
        for (const ask of asks) for (let i = 0; i < inFlight && left > 0; i++) ask();
      }),
    async close() {
      await Promise.all(nodes.map((node) => node.close()));
    },
  };
}
