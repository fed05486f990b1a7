import type { Delivery, Logger, Observer, ThrottledLog } from "../core";
import type { Message } from "../protocol";
import type { CloseReason, Encodable } from "./connection-port";
import type { Permissions } from "./permission";
import type { Rooms } from "./requested-room";
import type { KeptSession, Sessions } from "./sessions";

/** What a session needs of the connection that carries it. */
export interface SessionConnection<Carried> {
  /** Unique among all connections of this process. */
  readonly id: string;
  /** How many bytes are held because the page has not read them yet. */
  readonly unsentBytes: number;
  /** The largest message that its transport lets through, in bytes. */
  readonly largestMessage: number;
  send(message: Message, delivery: Delivery): void;
  /** Whether its transport sends several messages as one list. */
  readonly takesLists: boolean;
  sendList(list: Encodable): void;
  /** The page has registered, so the connection may stay. */
  stopRegisterTimer(): void;
  /** Attaches an earlier session of the same page to this connection. */
  carry(session: Carried): void;
  /** Closes it, since its page has a newer connection. */
  replace(): void;
  /** Closes it, and ends the session: the page broke a rule, or the server stops. */
  close(reason: CloseReason): void;
}

/** What a session needs of its server. Without an option there is no limit, no rule and no observer. */
export interface SessionOptions<AnySession extends KeptSession> extends Permissions {
  /** The rooms that pages register in. */
  readonly rooms: Rooms;
  readonly logger: Logger;
  /** Logs lines about connections that have not registered: there can be any number of them. */
  readonly unregisteredLog?: ThrottledLog;
  readonly observer?: Observer;
  /** The sessions that pages may resume; absent: none is offered. */
  readonly sessions?: Sessions<AnySession>;
  /** Messages a second; five times that at once. 0: no limit. */
  readonly rateLimit?: number;
  /** How many levels of objects and lists a message may have. 0: no limit. */
  readonly maxMessageDepth?: number;
  /** How many bytes may be held for a page that reads slowly, or is disconnected. 0: no limit. */
  readonly maxUnsentBytes?: number;
}
