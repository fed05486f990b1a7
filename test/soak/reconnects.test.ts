import { type ConnectedNode, connect } from "../../src/client";
import { startHonestPair } from "../support/honest-pair";
import { startMeasuredService } from "../support/measured-service";
import { PATIENCE, report, sized } from "../support/soak";
import { until } from "../support/until";

const NODES = sized(30, 500);

describe("pages whose server is started again", () => {
  it("all come back by themselves, spread over time, and the honest pair notices nothing", async () => {
    const first = await startMeasuredService();
    const { address } = first;
    const nodes: ConnectedNode[] = [];
    const cameBack: number[] = [];
    for (let i = 0; i < NODES; i++) {
      const url = i % 2 === 0 ? `ws://${address}/jqluster` : `http://${address}`;
      const node = await connect(`Node ${i}`, url);
      node.on("connect", () => cameBack.push(performance.now()));
      nodes.push(node);
    }
    await first.stop();
    const second = await startMeasuredService({ port: Number(new URL(`http://${address}`).port) });
    const pair = await startHonestPair(address);
    const start = performance.now();
    await until(() => cameBack.length >= NODES, PATIENCE);
    await pair.nextRoundTrip();
    const { counts } = await second.measure();
    const { count, worst, failures } = await pair.stop();
    for (const node of nodes) node.release();
    expect(failures).toEqual([]);
    expect(counts.nodes).toBe(NODES + 2);
    expect(counts.connections).toBe(NODES + 2);
    expect(cameBack).toHaveLength(NODES);
    report("Pages whose server is started again", {
      pages: NODES,
      "s until the last is back": Math.round((cameBack.at(-1) ?? start) - start) / 1000,
      "most in a tenth of a second": mostWithin(100, cameBack),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
    await second.stop();
  });
});

/** How many of the times, which are in order, fall into any span of this length. */
function mostWithin(span: number, times: readonly number[]): number {
  let first = 0;
  let most = 0;
  for (const [i, time] of times.entries()) {
    while ((times[first] ?? time) < time - span) first += 1;
    most = Math.max(most, i - first + 1);
  }
  return most;
}
