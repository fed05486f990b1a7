import { Histogram, Registry } from "prom-client";
import { ServiceMetrics } from "../../../src/service/metrics/metrics";

const SECONDS = [0, 0.000_05, 0.000_050_1, 0.000_3, 0.004, 0.25, 0.3, 1, 7];

describe("the metrics of every message", () => {
  it("hold delivery times as a histogram of prom-client would", async () => {
    const metrics = new ServiceMetrics();
    const name = "jqluster_delivery_seconds";
    const help = "Time from a message's arrival at the core until the last connection of this process had it";
    const theirs = new Registry();
    const buckets = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1];
    const observed = new Histogram({ name, help, buckets, registers: [theirs] });
    observed.zero({});
    const oursAndTheirs = async () => {
      const [text, others] = await Promise.all([metrics.text(), theirs.metrics()]);
      return [text, others].map((all) => all.split("\n").filter((line) => line.includes(name)));
    };
    const [ours, observedNone] = await oursAndTheirs();
    expect(ours).toEqual(observedNone);
    for (const seconds of SECONDS) {
      metrics.observer.delivered(seconds);
      observed.observe(seconds);
    }
    const [counted, observedAll] = await oursAndTheirs();
    expect(counted).toEqual(observedAll);
    const values = await metrics.values();
    expect(values.filter((one) => "name" in one && one.name === name)).toEqual(
      await theirs.getMetricsAsJSON(),
    );
  });

  it("count messages by type and outcome, with one name for all types of the pages' own", async () => {
    const metrics = new ServiceMetrics();
    const { observer } = metrics;
    observer.distributed("signal", "delivered", 1);
    observer.distributed("signal", "delivered", 1);
    observer.distributed("signal", "no target", 0);
    for (const type of ["note", "__proto__", "other"]) observer.distributed(type, "delivered", 1);
    for (let scrape = 0; scrape < 2; scrape++) {
      expect(await linesOf(metrics, "jqluster_messages_total")).toEqual([
        'jqluster_messages_total{type="signal",outcome="delivered"} 2',
        'jqluster_messages_total{type="signal",outcome="no target"} 1',
        'jqluster_messages_total{type="other",outcome="delivered"} 3',
      ]);
    }
  });

  it("count connections by transport, those that are open and those that ended", async () => {
    const metrics = new ServiceMetrics();
    const { observer } = metrics;
    for (const transport of ["websocket", "websocket", "socket.io"]) observer.opened(transport);
    observer.closed("websocket", undefined);
    observer.closed("socket.io", "server stops");
    for (let scrape = 0; scrape < 2; scrape++) {
      expect(await linesOf(metrics, "jqluster_connections{")).toEqual([
        'jqluster_connections{transport="websocket"} 1',
        'jqluster_connections{transport="socket.io"} 0',
      ]);
      expect(await linesOf(metrics, "jqluster_connections_closed_total")).toEqual([
        'jqluster_connections_closed_total{transport="websocket",reason="none"} 1',
        'jqluster_connections_closed_total{transport="socket.io",reason="server stops"} 1',
      ]);
    }
  });
});

/** The lines of the metrics that begin with a text. */
async function linesOf(metrics: ServiceMetrics, start: string): Promise<string[]> {
  return (await metrics.text()).split("\n").filter((line) => line.startsWith(start));
}
