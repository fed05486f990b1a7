import { isRequest, type Message, type SessionBody } from "../protocol";
import type { Cluster } from "./cluster/cluster";
import { isSeen } from "./cluster/session-moves";
import type { HeldSender } from "./held-sender";
import type { LocalDelivery } from "./local-delivery";
import { registerReply } from "./make-server-message";
import type { Presence } from "./presence";
import type { Takeover } from "./register-arguments";
import type { Registration } from "./registry";
import type { Requests } from "./requests/requests";
import { Delivery } from "./sender";

/** What {@link Arrivals} needs of the core. */
export interface ArrivalsParts {
  readonly cluster: Cluster;
  readonly requests: Requests;
  readonly presence: Presence;
  readonly local: LocalDelivery;
}

/** A registered page whose session may be on another process. */
export interface Arrival {
  readonly registration: Registration;
  /** Holds what is sent to the page meanwhile. */
  readonly held: HeldSender | undefined;
  readonly takeover: Takeover;
  /** Its `register`. */
  readonly message: Message;
  /** Answers the page as one that is new. */
  readonly welcome: (session: SessionBody | undefined) => void;
}

/** Lets pages go on here with sessions that they had on another process. */
export class Arrivals {
  readonly #parts: ArrivalsParts;

  constructor(parts: ArrivalsParts) {
    this.#parts = parts;
  }

  /** Takes the session over, and answers the page. Never rejects. */
  async take({ registration, held, takeover, message, welcome }: Arrival): Promise<void> {
    const { cluster, requests, presence, local } = this.#parts;
    const isRegistered = () => local.has(registration);
    const given = await cluster.moves?.take(registration, takeover.wanted, () => {
      registration.isArriving = false;
      return isRegistered();
    });
    registration.isArriving = false;
    const { session, resend } = takeover.settle(given?.session);
    if (!isRegistered()) return;
    if (!given) {
      welcome(session);
      return;
    }
    const { seen } = given.page;
    const later = (held?.releaseAll() ?? []).filter((delivery) => {
      const { correlationId } = delivery;
      if (correlationId === undefined || !isSeen(correlationId, seen)) return true;
      if (isRequest(delivery.message.message_type)) {
        requests.moving.receivedElsewhere(registration, correlationId);
      }
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
