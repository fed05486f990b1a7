import type { Message, SessionBody } from "../protocol";
import type { Cluster } from "./cluster/cluster";
import { ReceivedElsewhere } from "./cluster/received-elsewhere";
import { Delivery } from "./delivery";
import type { HeldSender } from "./held-sender";
import type { KeptStatements } from "./keep/kept-statements";
import type { LocalDelivery } from "./local-delivery";
import { registerReply } from "./messages-from-server";
import type { Presence } from "./presence";
import type { Takeover } from "./register-arguments";
import type { Registration } from "./registry";
import type { Requests } from "./requests/requests";

/** What {@link Arrivals} needs of the core. */
export interface ArrivalsParts {
  readonly cluster: Cluster;
  readonly requests: Requests;
  readonly presence: Presence;
  readonly local: LocalDelivery;
  readonly kept: KeptStatements;
}

/** A page that has registered and is not answered yet. */
export interface Arrival {
  readonly registration: Registration;
  /** Holds what is sent to the page meanwhile; absent where no other process sends to it. */
  readonly held: HeldSender | undefined;
  /** Its `register`. */
  readonly message: Message;
  /** The session to describe in the answer. */
  readonly session: SessionBody | undefined;
  /** The session on another process that it resumes. */
  readonly takeover: Takeover | undefined;
}

/** Answers pages that register: as new ones, or with the session that they had on another process. */
export class Arrivals {
  readonly #parts: ArrivalsParts;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  /**
   * Answers a page.
   *
   * @param isReachable - Settled once the other processes can reach it; absent: at once.
   */
  admit(arrival: Arrival, isReachable: Promise<unknown> | undefined): void {
    const { takeover, session } = arrival;
    if (!isReachable) this.#welcome(arrival, takeover ? takeover.settle(undefined).session : session);
    else
      void isReachable.then(() =>
        takeover ? this.#takeOver(arrival, takeover) : this.#welcome(arrival, session),
      );
  }

  /** Answers a page as a new one, with what is kept for it. */
  #welcome({ registration, held, message }: Arrival, session: SessionBody | undefined): void {
    const { local, kept } = this.#parts;
    const reply = new Delivery(registerReply(message.from, message.message_id, null, session));
    const later = held?.release() ?? [];
    for (const delivery of [reply, ...kept.forPage(registration.nodeId, registration.pageId), ...later]) {
      local.send(registration, delivery);
    }
  }

  async #takeOver(arrival: Arrival, takeover: Takeover): Promise<void> {
    const { registration, held, message } = arrival;
    const { cluster, requests, presence, local } = this.#parts;
    const isRegistered = () => local.has(registration);
    const given = await cluster.moves?.take(registration, takeover.wanted, () => {
      registration.isArriving = false;
      return isRegistered();
    });
    registration.isArriving = false;
    const onConfirmed = () => {
      if (isRegistered()) cluster.replaced?.add(registration, takeover.wanted.id);
    };
    const { session, resend } = takeover.settle(given?.session, onConfirmed);
    if (!isRegistered()) return;
    if (!given) {
      this.#welcome(arrival, session);
      return;
    }
    const received = new ReceivedElsewhere(given.page.received);
    registration.receivedElsewhere = received;
    const later = (held?.releaseAll() ?? []).filter((delivery) => {
      if (!received.has(delivery)) return true;
      const { correlationId } = delivery;
      if (correlationId !== undefined) requests.moving.receivedElsewhere(registration, correlationId);
      return false;
    });
    requests.moving.import(registration, given.page.requests);
    cluster.pageMoved();
    local.send(registration, new Delivery(registerReply(message.from, message.message_id, null, session)));
    resend();
    for (const delivery of later) local.send(registration, delivery);
    presence.continue(registration.uniqueId, given.page.watches);
  }
}
