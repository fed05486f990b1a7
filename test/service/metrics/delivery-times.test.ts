import { Histogram, Registry } from "prom-client";
import { DeliveryTimes } from "../../../src/service/metrics/delivery-times";
import { MessageCounter } from "../../../src/service/metrics/message-counter";

const SECONDS = [0, 0.000_05, 0.000_050_1, 0.000_3, 0.004, 0.25, 0.3, 1, 7];

describe("the metrics of every message", () => {
  it("hold delivery times as a histogram of prom-client would", async () => {
    const ours = new Registry();
    const times = new DeliveryTimes({ name: "delivery_seconds", help: "Time", registers: [ours] });
    const theirs = new Registry();
    const buckets = [0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1];
    const observed = new Histogram({ name: "delivery_seconds", help: "Time", buckets, registers: [theirs] });
    observed.zero({});
    expect(await ours.metrics()).toBe(await theirs.metrics());
    for (const seconds of SECONDS) {
      times.add(seconds);
      observed.observe(seconds);
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
    expect(await ours.getMetricsAsJSON()).toEqual(await theirs.getMetricsAsJSON());
  });

  it("count messages by type and outcome, with one name for all types of the pages' own", async () => {
    const registry = new Registry();
    const messages = new MessageCounter({ name: "messages_total", help: "Messages", registers: [registry] });
    messages.add("signal", "delivered");
    messages.add("signal", "delivered");
    messages.add("signal", "no target");
    for (const type of ["note", "__proto__", "other"]) messages.add(type, "delivered");
    for (let scrape = 0; scrape < 2; scrape++) {
      const text = await registry.metrics();
      expect(text.split("\n").filter((line) => line.startsWith("messages_total"))).toEqual([
        'messages_total{type="signal",outcome="delivered"} 2',
        'messages_total{type="signal",outcome="no target"} 1',
        'messages_total{type="other",outcome="delivered"} 3',
      ]);
    }
  });
});
