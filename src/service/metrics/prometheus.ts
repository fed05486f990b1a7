import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ServerRooms } from "../../attach/server-rooms";
import type { Backplane } from "../../core";
import type { Traffic } from "../tracked-server";
import { DELIVERY_BUCKETS, type DeliveryTimes, type Tallies, type Tally } from "./tallies";

/** What is measured of a service beside what is counted. */
export interface MeasuredParts {
  readonly rooms: Pick<ServerRooms, "counts" | "keptBytes">;
  /** Tells how many bytes its connections have received and sent. */
  readonly traffic: () => Traffic;
  readonly backplane: Backplane | undefined;
}

let ofProcess: Registry | undefined;

/** Memory, CPU time, event-loop lag and the like: there is one process, however many services are in it. */
function processMetrics(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** A histogram of delivery times that are counted elsewhere. */
class DeliveryHistogram extends Histogram {
  /** Gives the values their form; nothing is observed in it. */
  readonly #form: Histogram;
  readonly #times: DeliveryTimes;

  constructor(times: DeliveryTimes, registry: Registry) {
    const configuration = {
      name: "jqluster_delivery_seconds",
      help: "Time from a message's arrival at the core until the last connection of this process had it",
      buckets: DELIVERY_BUCKETS,
    };
    super({ ...configuration, registers: [registry] });
    this.#form = new Histogram({ ...configuration, registers: [] });
    this.#form.zero({});
    this.#times = times;
  }

  override async get(): ReturnType<Histogram["get"]> {
    const form = await this.#form.get();
    // In the order of the form: the buckets, the largest without bound, then sum and count.
    const { numbers } = this.#times;
    const values = form.values.map((value, i) => ({ ...value, value: numbers[i] ?? 0 }));
    return { ...form, values };
  }

  /** The registry asks by this name for what goes into its text. */
  getForPromString(): ReturnType<Histogram["get"]> {
    return this.get();
  }
}

/** What a service counts and measures, in the form that Prometheus reads. */
export class PrometheusMetrics {
  readonly #registry = new Registry();

  constructor(tallies: Tallies, parts?: MeasuredParts) {
    this.#addTallies(tallies);
    if (parts) this.#addParts(parts);
  }

  /** The metrics as Prometheus reads them. */
  text(): Promise<string> {
    return Registry.merge([this.#registry, processMetrics()]).metrics();
  }

  /** The metrics as values. */
  async values(): Promise<object[]> {
    return Registry.merge([this.#registry, processMetrics()]).getMetricsAsJSON();
  }

  #addTallies(tallies: Tallies): void {
    const { open, deliveryTimes } = tallies;
    new Gauge({
      name: "jqluster_connections",
      help: "Open connections of pages",
      labelNames: ["transport"],
      registers: [this.#registry],
      collect() {
        for (const [transport, , count] of open) this.set({ transport }, count);
      },
    });
    const ended = "Ended connections of pages, by the reason of the server; none: the page or the network";
    this.#count("jqluster_connections_closed_total", ended, tallies.closed, "transport", "reason");
    this.#count("jqluster_refused_total", "Input that was not taken, by reason", tallies.refused, "reason");
    const messages = "Messages that pages sent, by type and by what became of them";
    this.#count("jqluster_messages_total", messages, tallies.messages, "type", "outcome");
    new Counter({
      name: "jqluster_deliveries_total",
      help: "Messages given to connections of this process",
      registers: [this.#registry],
      collect() {
        this.reset();
        this.inc(tallies.deliveries);
      },
    });
    const unanswered = "Requests that got the server's error instead of an answer";
    this.#count("jqluster_unanswered_requests_total", unanswered, tallies.unanswered, "why");
    new DeliveryHistogram(deliveryTimes, this.#registry);
  }

  /** A counter of what a tally has counted, by one label or two. */
  #count(name: string, help: string, tally: Tally, first: string, second?: string): void {
    new Counter({
      name,
      help,
      labelNames: second === undefined ? [first] : [first, second],
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [one, other, count] of tally) {
          this.inc(second === undefined ? { [first]: one } : { [first]: one, [second]: other }, count);
        }
      },
    });
  }

  #addParts({ rooms, traffic, backplane }: MeasuredParts): void {
    const registers = [this.#registry];
    const gauge = (name: string, help: string, read: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    gauge(
      "jqluster_registered_connections",
      "Connections registered as pages of a node",
      () => rooms.counts.connections,
    );
    gauge("jqluster_rooms", "Rooms with a name that have pages on this process", () => rooms.counts.rooms);
    gauge("jqluster_kept_bytes", "Bytes of statements kept for late pages", () => rooms.keptBytes);
    gauge("jqluster_nodes", "Nodes with at least one page on this process", () => rooms.counts.nodes);
    gauge(
      "jqluster_pending_requests",
      "Requests that wait for an answer",
      () => rooms.counts.pendingRequests,
    );
    gauge("jqluster_processes", "Processes that these numbers are of", () => 1);
    if (backplane) {
      new Gauge({
        name: "jqluster_backplane_up",
        help: "1 while the other processes can be reached",
        // Of several workers, one that is cut off must show.
        aggregator: "min",
        registers,
        collect() {
          this.set(backplane.isUp ? 1 : 0);
        },
      });
    }
    new Counter({
      name: "jqluster_network_bytes_total",
      help: "Bytes over the network, HTTP and pages together",
      labelNames: ["direction"],
      registers,
      collect() {
        const { received, sent } = traffic();
        this.reset();
        this.inc({ direction: "in" }, received);
        this.inc({ direction: "out" }, sent);
      },
    });
  }
}
