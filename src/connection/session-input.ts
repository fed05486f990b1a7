import { isReply, type Message, MessageType } from "../protocol";
import { Authorization } from "./authorization";
import type { Handshake } from "./connection-port";
import { claimedIdentity, type Identity, provenIdentity } from "./identity";
import { type CheckedPage, InputChecks } from "./input-checks";
import type { RequestedRoom } from "./requested-room";
import type { SessionOutput } from "./session-output";
import type { SessionOptions } from "./session-types";
import type { KeptSession } from "./sessions";

/** The session of a page, which does what its messages ask for. */
export interface InputSession extends CheckedPage {
  /** Whether nothing is taken any more. */
  readonly hasEnded: boolean;
  /** Takes a message again that waited for an earlier one to be permitted. */
  takeWaiting(message: Message, text: string | undefined): void;
  register(message: Message, identity: Identity): void;
  distribute(message: Message, text: string | undefined): void;
  /** Tells the page why a message was refused. */
  tell(reply: Message): void;
}

/** The one place where input of a page is checked, whatever the transport: its form, rate, sender and permission. */
export class SessionInput<Session extends KeptSession> {
  /** The page as it registered. */
  identity: Identity | undefined;
  readonly #room: RequestedRoom;
  readonly #output: SessionOutput<Session>;
  readonly #session: InputSession;
  readonly #checks: InputChecks;
  /** Only with rules of the site. */
  readonly #authorization: Authorization | undefined;

  constructor(
    session: InputSession,
    handshake: Handshake,
    room: RequestedRoom,
    output: SessionOutput<Session>,
    options: SessionOptions<Session>,
  ) {
    this.#session = session;
    this.#room = room;
    this.#output = output;
    this.#checks = new InputChecks(session, options);
    if (!options.authorizeRegister && !options.authorizeMessage) return;
    this.#authorization = new Authorization(options, handshake, {
      take: (message, text) => session.takeWaiting(message, text),
      pass: (message, text, identity) => this.#pass(message, text, identity),
      refuse: (message, error) => this.#refuse(message, error),
      log: (level, text) => this.#checks.logRefusal(level, text),
    });
  }

  /** Takes a decoded frame: a message, or where a session was agreed also a list of messages. Never throws. */
  receive(input: unknown, text?: string): void {
    if (this.#output.stream && Array.isArray(input)) {
      for (const item of input) this.#receiveOne(item, undefined);
    } else this.#receiveOne(input, text);
    if (this.#output.stream?.isAckDue(text?.length ?? 0)) this.#sendAck();
  }

  /** Answers a frame that could not be decoded. */
  reject(reason: string): void {
    this.#refuse(undefined, this.#checks.unreadable(reason));
  }

  /** Takes a message that waited for an earlier one to be permitted. */
  take(message: Message, text: string | undefined): void {
    if (this.#session.hasEnded) return;
    const identity =
      message.message_type === MessageType.register
        ? claimedIdentity(message, this.#room, this.identity)
        : provenIdentity(message, this.identity);
    if (this.#authorization) this.#authorization.decide(message, text, identity);
    else this.#pass(message, text, identity);
  }

  /** Makes room for a page that keeps to the limit on its own clock. */
  allowJitter(): void {
    this.#checks.allowJitter();
  }

  /** How many replies of the page count for nothing, since it was asked for them. */
  get freeReplies(): number {
    return this.#checks.freeReplies;
  }

  /** The page is sent so many requests, and may answer each of them whatever its rate. */
  allowReplies(count: number): void {
    this.#checks.allowReplies(count);
  }

  /** Waits until every message that has come is decided. */
  async decided(): Promise<void> {
    await this.#authorization?.idle();
  }

  /** The page goes on with this session on the connection of another one: rules see the handshake of that. */
  continuesFrom(other: SessionInput<Session>): void {
    if (!this.#authorization || !other.#authorization) return;
    this.#authorization.handshake = other.#authorization.handshake;
  }

  #receiveOne(input: unknown, text: string | undefined): void {
    if (this.#session.hasEnded) return;
    const { stream } = this.#output;
    try {
      stream?.countReceived(input);
      const message = this.#checks.read(input);
      if (stream && message.message_type === MessageType.ack) {
        if (stream.takeAck(message, this.#checks)) this.#sendAck();
        return;
      }
      if (!this.#isFreeReply(message)) this.#checks.requireRate();
      if (!this.#authorization?.holds(message, text)) this.take(message, text);
    } catch (error) {
      this.#refuse(input, error);
    }
  }

  /** Whether a message answers what the page was asked. The page that asked may not be waiting for it any more. */
  #isFreeReply({ message_type: type, from }: Message): boolean {
    return isReply(type) && from === this.identity?.nodeId && this.#checks.takeReply();
  }

  #pass(message: Message, text: string | undefined, identity: Identity): void {
    if (this.#session.hasEnded) return;
    if (message.message_type === MessageType.register) this.#session.register(message, identity);
    else this.#session.distribute(message, text);
  }

  #sendAck(): void {
    this.#output.sendAck(this.identity?.nodeId ?? "");
  }

  #refuse(input: unknown, error: unknown): void {
    if (this.#session.hasEnded) return;
    const reply = this.#checks.refuse(input, error, this.identity !== undefined);
    if (reply) this.#session.tell(reply);
    else this.#output.connection?.close("too many messages");
  }
}
