import { Delivery } from "../core";
import {
  type Message,
  MessageType,
  memberOf,
  ProtocolError,
  receivedOf,
  type SessionBody,
  type SessionLimits,
} from "../protocol";
import { RetainedMessages } from "./retained-messages";

/** An acknowledgement is due after so many messages of the page, or a quarter of a burst where that is less. */
const MESSAGES_AN_ACK = 64;
/** The same in UTF-16 units of text. */
const CHARACTERS_AN_ACK = 65_536;

/** The counts and retained messages of a session, as one process gives them to another. */
export interface GivenStream {
  /** How many messages of the page have come. */
  readonly received: number;
  readonly receivedByPage: number;
  /** The messages that the page has not received, as JSON texts. */
  readonly texts: readonly string[];
  /** How many replies of the page cost no token. Absent: none. */
  readonly freeReplies?: number;
}

/** What both sides have sent and received in a session that can be resumed, counted from its first message. */
export class SessionStream {
  readonly id: string;
  readonly #limits: SessionLimits;
  readonly #retained: RetainedMessages;
  readonly #messagesAnAck: number;
  /** Whether the page has shown that it knows the session's ID: otherwise it cannot come back. */
  #isConfirmed = false;
  readonly #onConfirmed: (() => void) | undefined;
  #received = 0;
  /** How many messages the page has acknowledged. */
  #receivedByPage = 0;
  #acknowledged = 0;
  #charactersSinceAck = 0;

  /**
   * @param id - Names the session.
   * @param limits - What the page may send.
   * @param given - What the process gave that had the session before.
   * @param onConfirmed - Called when the page of a new session has shown that it knows the ID.
   */
  constructor(id: string, limits: SessionLimits, given?: GivenStream, onConfirmed?: () => void) {
    this.id = id;
    this.#onConfirmed = onConfirmed;
    this.#retained = new RetainedMessages(given?.receivedByPage);
    if (given) this.#goOn(given);
    this.#limits = limits;
    const { burst } = limits;
    this.#messagesAnAck = burst > 0 ? Math.min(MESSAGES_AN_ACK, burst / 4) : MESSAGES_AN_ACK;
  }

  /** What another process needs to go on with the session. */
  get given(): GivenStream {
    const texts = Array.from(this.#retained, ({ text }) => text);
    return { received: this.#received, receivedByPage: this.#receivedByPage, texts };
  }

  #goOn({ received, receivedByPage, texts }: GivenStream): void {
    this.#isConfirmed = true;
    this.#received = received;
    this.#receivedByPage = receivedByPage;
    for (const text of texts) this.#retained.push(new Delivery(JSON.parse(text), text));
    this.acknowledged();
  }

  /** How many messages of the page have come. */
  get received(): number {
    return this.#received;
  }

  /**
   * What the page is told of it.
   *
   * @param largestMessage - What the transport lets through, in bytes.
   */
  describe(largestMessage: number): SessionBody {
    const limits = this.#limits;
    // 0: no limit.
    const isSmaller = largestMessage < (limits.bytes || Number.POSITIVE_INFINITY);
    return {
      id: this.id,
      received: this.#received,
      limits: isSmaller ? { ...limits, bytes: largestMessage } : limits,
    };
  }

  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  #confirm(): void {
    if (this.#isConfirmed) return;
    this.#isConfirmed = true;
    this.#onConfirmed?.();
  }

  /** How much text waits for the page's acknowledgement, in UTF-16 units. */
  get retainedCharacters(): number {
    return this.#retained.characters;
  }

  /** The messages that the page has not acknowledged. */
  get retained(): Iterable<Delivery> {
    return this.#retained;
  }

  /** Counts what came, whether or not it is taken. What belongs to the session itself does not count. */
  countReceived(input: unknown): void {
    const type = memberOf(input, "message_type");
    if (type === MessageType.register || type === MessageType.ack) return;
    this.#received += 1;
    this.#confirm();
  }

  /** Keeps sent messages until they are acknowledged, except messages of the session itself. */
  retain(message: Message, delivery: Delivery): void {
    if (message.message_type !== MessageType.registerReply) this.#retained.push(delivery);
  }

  /**
   * Drops the oldest until no more than this many UTF-16 units are kept: a page that lacks them cannot resume.
   * 0: keeps all.
   */
  shrinkTo(characters: number): void {
    if (characters > 0 && this.#retained.characters > characters) this.#retained.shrinkTo(characters);
  }

  /** Whether a page that has received so many messages can be given all that follow. */
  reachesBackTo(received: number): boolean {
    return this.#retained.reachesBackTo(received);
  }

  /** The page is back, and has received so many messages. */
  resumed(received: number): void {
    this.#confirm();
    this.#receivedByPage = received;
    this.#retained.acknowledge(received);
    this.acknowledged();
  }

  /**
   * Takes the page's acknowledgement. One of new messages costs no token: the server's own messages bound their number,
   * and the client does not delay an ack until it has a token.
   *
   * @returns Whether the page asks for one in return, at once.
   * @throws ProtocolError when it acknowledges what was never sent; InputRefusedError when one more message is too much.
   */
  takeAck({ body }: Message, rate: { requireRate(): void }): boolean {
    const received = receivedOf(body);
    const isPossible = received !== undefined && received <= this.#retained.sent;
    if (!isPossible || received <= this.#receivedByPage) rate.requireRate();
    if (!isPossible) {
      throw new ProtocolError("body.received must be how many messages of this session have come");
    }
    this.#confirm();
    this.#receivedByPage = Math.max(received, this.#receivedByPage);
    this.#retained.acknowledge(received);
    return memberOf(body, "ask") === true;
  }

  /** Whether the page should be told how much has come, after so many more UTF-16 units. */
  isAckDue(characters: number): boolean {
    this.#charactersSinceAck += characters;
    const messages = this.#received - this.#acknowledged;
    if (messages === 0) return false;
    return messages >= this.#messagesAnAck || this.#charactersSinceAck >= CHARACTERS_AN_ACK;
  }

  /** The page is told now how much has come. */
  acknowledged(): void {
    this.#acknowledged = this.#received;
    this.#charactersSinceAck = 0;
  }
}
