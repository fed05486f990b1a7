import { note } from "../load/messages.mjs";
import { connectNode } from "../load/nodes.mjs";

const IN_FLIGHT = 4;

/**
 * One message to many connections of one node: server CPU time for each delivery.
 *
 * @param {readonly import("./scene.mjs").Contestant[]} contestants
 * @param {{ connections: number, messages: number, rounds: number }} load
 * @returns {import("./scene.mjs").Comparison}
 */
export function fanOut(contestants, { connections, messages, rounds }) {
  return {
    name: `fan-out to ${connections}, 200 B`,
    unit: "µs CPU a delivery",
    contestants,
    rounds,
    async prepare({ start, dialect }) {
      const peer = await start();
      const sender = await connectNode(dialect, peer.port, "A");
      const nodes = [sender];
      let delivered = 0;
      let sent = 0;
      let wanted = 0;
      let done = () => {};
      const send = () => sender.send("B", note(String(sent++), "A", "B", 200));
      for (let i = 0; i < connections; i++) {
        const node = await connectNode(dialect, peer.port, "B");
        nodes.push(node);
        node.onMessage = () => {
          delivered += 1;
          if (delivered === wanted) done();
          else if (delivered % connections === 0 && sent * connections < wanted) send();
        };
      }
      const exchange = () =>
        new Promise((resolve) => {
          wanted += messages * connections;
          done = () => resolve(undefined);
          for (let i = 0; i < Math.min(IN_FLIGHT, messages); i++) send();
        });
      await exchange();
      return {
        async measure() {
          const before = await peer.cpu();
          await exchange();
          return ((await peer.cpu()) - before) / (messages * connections);
        },
        async close() {
          await Promise.all(nodes.map((node) => node.close()));
          await peer.stop();
        },
      };
    },
  };
}
