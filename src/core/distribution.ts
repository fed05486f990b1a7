import { ErrorKind, errorText, isRequest, keepKeyOf, type Message } from "../protocol";
import type { Cluster } from "./cluster/cluster";
import { Delivery } from "./delivery";
import type { DeliveryErrors } from "./delivery-errors";
import type { KeptStatements } from "./keep/kept-statements";
import type { LocalDelivery } from "./local-delivery";
import { quote } from "./log";
import { errorReply, keepReply } from "./messages-from-server";
import type { Observer } from "./observer";
import type { Registration, Registry } from "./registry";
import type { PendingRequest } from "./requests/pending-request";
import type { Requests } from "./requests/requests";

/** What {@link Distribution} needs of the core. */
export interface DistributionParts {
  readonly observer: Observer;
  readonly registry: Registry;
  readonly local: LocalDelivery;
  readonly requests: Requests;
  readonly cluster: Cluster;
  readonly errors: DeliveryErrors;
  readonly kept: KeptStatements;
  readonly answer: (reply: Message, source: string | undefined) => void;
}

/** A message that was accepted, and where it goes. */
export interface Route {
  readonly delivery: Delivery;
  readonly nodeId: string;
  /** The connection that sent the message, when it is one of this process. */
  readonly source: string | undefined;
  /** The connections of this process that it goes to. */
  readonly targets: readonly Registration[];
  /** Given when the message goes to other processes too. */
  readonly correlationId: string | undefined;
  /** The request, when the message is one and may be answered. */
  readonly pending: PendingRequest | undefined;
  /** Whether the message is a statement that was kept: the server answers it. */
  readonly isKept: boolean;
  /** Fulfilled once it is stored, or with why it is not; `undefined`: no storage is needed. */
  readonly stored?: Promise<string | undefined> | undefined;
}

/** The way of a message between nodes, in three steps: it is accepted, delivered on this process, and relayed to others. */
export class Distribution {
  readonly #parts: DistributionParts;

  constructor(parts: DistributionParts) {
    this.#parts = parts;
  }

  /** Checks a message, finds its targets, and keeps it or adds it to the pending requests. @returns `undefined`: it ends here. */
  accept(delivery: Delivery, nodeId: string, source: string | undefined): Route | undefined {
    const { registry, local, requests, cluster, errors, kept } = this.#parts;
    const { message } = delivery;
    const pageOf = () => (source === undefined ? undefined : registry.get(source)?.pageId);
    if (kept.takeReply(message, pageOf)) return undefined;
    const connections = registry.ofPage(nodeId, message.to_page);
    if (!requests.isExpectedReply(message, connections)) {
      errors.refuse(message, source, "forged reply", notAsked(nodeId));
      return undefined;
    }
    const targets = local.targets(connections);
    const key = keepKeyOf(message);
    const stored = key === undefined ? undefined : kept.keep(nodeId, key, delivery);
    if (typeof stored === "string") {
      errors.refuse(message, source, "too much kept", stored);
      return undefined;
    }
    // A page is registered on one process only: a page found here is on no other.
    const isKept = key !== undefined;
    // What is kept is published to all processes.
    const isRelayed = !isKept && (message.to_page === undefined || targets.length === 0);
    const correlationId = isRelayed ? cluster.nextCorrelationId() : undefined;
    const route = { delivery, nodeId, source, targets, correlationId, pending: undefined, isKept, stored };
    if (isKept) return route;
    if (!isRequest(message.message_type)) {
      if (source !== undefined) requests.onForwarded(message, source);
      return route;
    }
    if (source !== undefined && requests.isFull(source, registry.get(source)?.hasSession)) {
      errors.refuse(message, source, "too many unanswered requests", requests.limitText);
      return undefined;
    }
    if (targets.length === 0 && correlationId === undefined) return route;
    return { ...route, pending: requests.add(message, source, targets, correlationId) };
  }

  /**
   * Sends a message to its targets on this process.
   *
   * @param arrivedAt - When it came to the core, on the clock of `performance.now()`.
   * @returns How many received it.
   */
  deliver(route: Route, arrivedAt: number): number {
    const { delivery, source, targets, correlationId, pending, isKept } = route;
    const { observer, local, requests, errors } = this.#parts;
    const { message_type: type } = delivery.message;
    const delivered = local.deliver(targets, delivery);
    if (targets.length > 0) {
      observer.distributed(type, "delivered", delivered);
      observer.delivered((performance.now() - arrivedAt) / 1000);
    } else if (isKept) observer.distributed(type, "kept", 0);
    else if (correlationId === undefined) errors.noTarget(delivery.message, source);
    if (pending && delivered === 0) requests.unreachable(pending);
    if (isKept) void this.#answerKept(route);
    return delivered;
  }

  /** Answers at once, or when the statement is stored. */
  async #answerKept({ delivery: { message }, source, stored }: Route): Promise<void> {
    const reason = stored && (await stored);
    const reply =
      reason === undefined
        ? keepReply(message)
        : errorReply(message, errorText(ErrorKind.unreachable, `${NOT_STORED}: ${reason}`));
    this.#parts.answer(reply, source);
  }

  /** Sends a message to its targets on the other processes. */
  relay(route: Route, isDelivered: boolean): void {
    const { delivery, nodeId, source, targets, correlationId, pending } = route;
    const { cluster, errors } = this.#parts;
    if (correlationId === undefined) return;
    cluster.relay({ nodeId, correlationId, delivery, isDelivered, pending }, (outcome) => {
      if (targets.length === 0) errors.relayed(delivery.message, source, outcome);
    });
  }

  /** Delivers a message that another process relayed. */
  deliverForeign(message: Message, text: string, correlationId: string): void {
    const { observer, registry, local, requests, cluster, errors } = this.#parts;
    const nodeId = String(message.to);
    const connections = registry.ofPage(nodeId, message.to_page);
    if (!requests.isExpectedReply(message, connections)) {
      errors.refuseSilently(message, undefined, "forged reply", notAsked(nodeId));
      return;
    }
    const delivery = new Delivery(message, text, correlationId);
    const addressed = [...connections];
    const targets = lacking(addressed, delivery);
    if (isRequest(message.message_type)) {
      // A page that received it elsewhere has come with it.
      if (addressed.length === 0) cluster.nack(correlationId, false);
      else if (targets.length > 0) requests.addForeign(message, targets, correlationId);
    }
    const delivered = local.deliver(targets, delivery);
    observer.distributed(message.message_type, "from elsewhere", delivered);
  }

  /** Delivers a statement that another process keeps, which has answered it. */
  deliverKept(nodeId: string, delivery: Delivery): void {
    const { observer, registry, local } = this.#parts;
    const delivered = local.deliver(lacking([...registry.of(nodeId)], delivery), delivery);
    observer.distributed(delivery.message.message_type, "from elsewhere", delivered);
  }
}

/** Without the pages that received it on the process that they came from. */
function lacking(targets: readonly Registration[], delivery: Delivery): Registration[] {
  return targets.filter(({ receivedElsewhere }) => !receivedElsewhere?.has(delivery));
}

const NOT_STORED = "the statement is kept by this server, but could not be stored yet";

function notAsked(nodeId: string): string {
  return `node ${quote(nodeId)} did not ask for that here`;
}
