import { ackMessage, Delivery } from "../core";
import { type Message, MessageType, type SessionBody } from "../protocol";
import { listOf } from "./delivery-list";
import type { SessionStream } from "./session-stream";
import type { SessionConnection } from "./session-types";

/** Why a message could not be sent: too much is held for a page without a connection. */
export type Overflow = "too much was sent to it meanwhile";

/** The longest message that goes into a list, in UTF-16 units: joining long ones costs more than sending each by itself. */
const LISTED_CHARACTERS = 1_024;
/**
 * A list leaves when it is longer than this, in UTF-16 units: for a page, each frame costs as much as ten short messages.
 */
const LIST_CHARACTERS = 65_536;

/**
 * A page with a session may have this many times `maxUnsentBytes` unread for a moment, and in a gap: the answers to all
 * that it asked may come between two of its polls.
 */
const BURST_FACTOR = 4;
/** How long such a page may take until no more than `maxUnsentBytes` are unread, in milliseconds. */
const READING_TIME = 10_000;

/** Those whose list leaves at the end of this tick. */
let unflushed: { flush(): void }[] = [];

function flushAll(): void {
  const outputs = unflushed;
  unflushed = [];
  for (const output of outputs) output.flush();
}

/**
 * What a session sends to its page: over its connection, and retained where the session can be resumed. What one tick
 * sends to a page with a session leaves as one list.
 */
export class SessionOutput<Session> {
  /** The counts and retained messages, for a page that asked for a session. */
  stream: SessionStream | undefined;
  readonly #maxUnsentBytes: number;
  #connection: SessionConnection<Session> | undefined;
  /** What leaves at the end of this tick: mostly one message. It is retained as well. */
  #first: Delivery | undefined;
  /** The same where it is several messages, the first among them. */
  #list: Delivery[] | undefined;
  #listCharacters = 0;
  /** Set while more than `maxUnsentBytes` are unread. */
  #slowTimer: NodeJS.Timeout | undefined;

  /** @param maxUnsentBytes - How many bytes may be held for the page. 0: no limit. */
  constructor(connection: SessionConnection<Session>, maxUnsentBytes: number) {
    this.#connection = connection;
    this.#maxUnsentBytes = maxUnsentBytes;
  }

  /** What the page is told of its session; `undefined` when it has none. */
  get description(): SessionBody | undefined {
    return this.stream?.describe(this.#connection?.largestMessage ?? Number.POSITIVE_INFINITY);
  }

  /** The connection of the page; `undefined` in a gap. */
  get connection(): SessionConnection<Session> | undefined {
    return this.#connection;
  }

  /** The list is dropped: what the next connection needs is retained. */
  set connection(connection: SessionConnection<Session> | undefined) {
    this.#connection = connection;
    this.#dropList();
    this.#stopSlowTimer();
  }

  /** Sends a message, or retains it in a gap. A page that reads too slowly is disconnected. */
  send(message: Message, delivery: Delivery): Overflow | undefined {
    const most = this.#maxUnsentBytes * BURST_FACTOR;
    this.stream?.retain(message, delivery);
    if (this.#connection) this.stream?.shrinkTo(most);
    else if (most > 0 && (this.stream?.retainedCharacters ?? 0) > most)
      return "too much was sent to it meanwhile";
    if (this.#isListed(message, delivery)) this.#addToList(delivery);
    else this.#sendNow(message, delivery);
    return undefined;
  }

  /** Whether a message may leave in a list. A `register_reply` is never in a list: it is what allows lists. */
  #isListed({ message_type: type }: Message, delivery: Delivery): boolean {
    // Without a session, the text may never be needed: it is made only when asked for.
    if (!this.stream || !this.#connection?.takesLists) return false;
    return delivery.text.length <= LISTED_CHARACTERS && type !== MessageType.registerReply;
  }

  #dropList(): void {
    this.#first = undefined;
    this.#list = undefined;
    this.#listCharacters = 0;
  }

  #addToList(delivery: Delivery): void {
    if (this.#list) this.#list.push(delivery);
    else if (this.#first) this.#list = [this.#first, delivery];
    else {
      if (unflushed.length === 0) process.nextTick(flushAll);
      unflushed.push(this);
      this.#first = delivery;
    }
    this.#listCharacters += delivery.text.length;
    if (this.#listCharacters > LIST_CHARACTERS) this.flush();
  }

  /** Sends what would leave at the end of this tick. */
  flush(): void {
    const list = this.#list ? listOf(this.#list) : this.#first;
    if (!list) return;
    this.#dropList();
    this.#connection?.sendList(list);
    this.checkUnsent();
  }

  #sendNow(message: Message, delivery: Delivery): void {
    this.flush();
    this.#connection?.send(message, delivery);
    this.checkUnsent();
  }

  /**
   * Closes the connection of a page that reads too slowly. A page with a session, which would lose what was sent to it,
   * has some time to read.
   */
  checkUnsent(): void {
    const connection = this.#connection;
    const max = this.#maxUnsentBytes;
    if (!connection || max === 0) return;
    const { unsentBytes } = connection;
    if (unsentBytes <= max) {
      if (this.#slowTimer) this.#stopSlowTimer();
    } else if (!this.stream || unsentBytes > max * BURST_FACTOR) connection.close("reads too slowly");
    else if (!this.#slowTimer) this.#startSlowTimer(connection, max);
  }

  #startSlowTimer(connection: SessionConnection<Session>, max: number): void {
    this.#slowTimer = setTimeout(() => {
      // If the process was blocked, the page's poll may wait to be read: it is read before this check.
      setImmediate(() => {
        if (this.#connection !== connection) return;
        this.#stopSlowTimer();
        if (connection.unsentBytes > max) connection.close("reads too slowly");
      });
    }, READING_TIME);
    this.#slowTimer.unref();
  }

  #stopSlowTimer(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = undefined;
  }

  /** Sends a message that is not counted. */
  sendUncounted(message: Message): void {
    this.flush();
    this.#connection?.send(message, new Delivery(message));
  }

  /** Tells the page how many of its messages were received. */
  sendAck(nodeId: string): void {
    const { stream } = this;
    if (!stream) return;
    stream.acknowledged();
    this.sendUncounted(ackMessage(nodeId, stream.received));
  }

  /** Sends again what the page has not received. */
  sendRetained(): void {
    for (const delivery of this.stream?.retained ?? []) this.#connection?.send(delivery.message, delivery);
    this.checkUnsent();
  }
}
