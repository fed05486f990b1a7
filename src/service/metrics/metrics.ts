import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { ServerRooms } from "../../attach/server-rooms";
import { type Backplane, type Observer, silentObserver } from "../../core";
import { MessageType } from "../../protocol";
import type { Traffic } from "../tracked-server";
import { DeliveryTimes } from "./delivery-times";
import { TallyCounter } from "./tally-counter";

/** What {@link ServiceMetrics} measures beside what it is told as an observer. */
export interface MeasuredParts {
  readonly rooms: Pick<ServerRooms, "counts" | "keptBytes">;
  /** Tells how many bytes its connections have received and sent. */
  readonly traffic: () => Traffic;
  readonly backplane: Backplane | undefined;
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(Object.values(MessageType));

let ofProcess: Registry | undefined;

/** Memory, CPU time, event-loop lag and the like: there is one process, however many services are in it. */
function processMetrics(): Registry {
  if (!ofProcess) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** Counts what a service does, for Prometheus. */
export class ServiceMetrics {
  readonly #registry = new Registry();

  /** To be told of what happens. */
  readonly observer: Observer;

  /** @param also - Is told as well. */
  constructor(also: Observer = silentObserver) {
    const registers = [this.#registry];
    const open = new Map<string, number>();
    new Gauge({
      name: "jqluster_connections",
      help: "Open connections of pages",
      labelNames: ["transport"],
      registers,
      collect() {
        for (const [transport, count] of open) this.set({ transport }, count);
      },
    });
    const closedConnections = {
      name: "jqluster_connections_closed_total",
      help: "Ended connections of pages, by the reason of the server; none: the page or the network",
      registers,
    };
    const closed = new TallyCounter(closedConnections, "transport", "reason");
    const refused = new Counter({
      name: "jqluster_refused_total",
      help: "Input that was not taken, by reason",
      labelNames: ["reason"],
      registers,
    });
    const sentMessages = {
      name: "jqluster_messages_total",
      help: "Messages that pages sent, by type and by what became of them",
      registers,
    };
    const messages = new TallyCounter(sentMessages, "type", "outcome");
    const deliveries = new Counter({
      name: "jqluster_deliveries_total",
      help: "Messages given to connections of this process",
      registers,
    });
    const unanswered = new Counter({
      name: "jqluster_unanswered_requests_total",
      help: "Requests that got the server's error instead of an answer",
      labelNames: ["why"],
      registers,
    });
    const delivery = new DeliveryTimes({
      name: "jqluster_delivery_seconds",
      help: "Time from a message's arrival at the core until the last connection of this process had it",
      registers,
    });
    this.observer = {
      opened(transport) {
        open.set(transport, (open.get(transport) ?? 0) + 1);
        also.opened(transport);
      },
      closed(transport, reason) {
        open.set(transport, (open.get(transport) ?? 0) - 1);
        closed.add(transport, reason ?? "none");
        also.closed(transport, reason);
      },
      refused(reason) {
        refused.inc({ reason });
        also.refused(reason);
      },
      distributed(messageType, outcome, targets) {
        // Pages name their types as they like; as labels they would be without number.
        messages.add(KNOWN_TYPES.has(messageType) ? messageType : "other", outcome);
        deliveries.inc(targets);
        also.distributed(messageType, outcome, targets);
      },
      delivered(seconds) {
        delivery.add(seconds);
        also.delivered(seconds);
      },
      unanswered(why) {
        unanswered.inc({ why });
        also.unanswered(why);
      },
    };
  }

  /** Begins to measure the parts of the service. */
  measure({ rooms, traffic, backplane }: MeasuredParts): void {
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

  /** The metrics as Prometheus reads them. */
  text(): Promise<string> {
    return Registry.merge([this.#registry, processMetrics()]).metrics();
  }

  /** The metrics as values, to be summed up with those of other workers. */
  async values(): Promise<object[]> {
    return Registry.merge([this.#registry, processMetrics()]).getMetricsAsJSON();
  }
}
