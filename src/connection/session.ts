import {
  ackMessage,
  Delivery,
  type JqlusterServer,
  type LogLevel,
  quote,
  registerReply,
  silentObserver,
} from "../core";
import { type Message, MessageType, type ResumeBody, resumeOf } from "../protocol";
import { Authorization } from "./authorization";
import type { Handshake } from "./connection-port";
import { claimedIdentity, type Identity, provenIdentity } from "./identity";
import { Intake } from "./intake";
import { SessionStream } from "./session-stream";
import type { SessionConnection, SessionOptions } from "./session-types";
import type { SessionEnd } from "./sessions";

/**
 * One page as the server sees it, from its first connection to its end: the one place where input from outside is
 * checked, whatever the transport. The core knows the session and not its connections, so that nothing changes there
 * while a page that may resume is without one.
 */
export class Session {
  readonly #uniqueId: string;
  readonly #options: SessionOptions<Session>;
  readonly #core: JqlusterServer;
  readonly #intake: Intake;
  /** Only where the site has rules. */
  readonly #authorization: Authorization | undefined;
  #connection: SessionConnection<Session> | undefined;
  #identity: Identity | undefined;
  #hasEnded = false;
  /** The session that this one turned out to be the next connection of. */
  #resumed: Session | undefined;

  /** What a page that asked for a session has beside. */
  #stream: SessionStream | undefined;

  constructor(
    connection: SessionConnection<Session>,
    handshake: Handshake,
    options: SessionOptions<Session>,
  ) {
    const { core, observer = silentObserver, rateLimit = 0, maxMessageDepth } = options;
    this.#connection = connection;
    this.#uniqueId = connection.id;
    this.#options = options;
    this.#core = core;
    this.#intake = new Intake({
      connection: connection.id,
      observer,
      log: (level, text) => this.log(level, text, "refused registrations"),
      rateLimit,
      maxMessageDepth,
    });
    if (!options.authorizeRegister && !options.authorizeMessage) return;
    this.#authorization = new Authorization(options, handshake, {
      take: (message, text) => this.#take(message, text),
      pass: (message, text, identity) => this.#pass(message, text, identity),
      refuse: (message, error) => this.#refuse(message, error),
      log: this.#intake.logRefusal,
    });
  }

  // --- input ---

  /** Takes a decoded frame: a message, or where a session was agreed also a list of messages. Never throws. */
  receive(input: unknown, text?: string): void {
    if (this.#resumed) {
      this.#resumed.receive(input, text);
      return;
    }
    if (this.#stream && Array.isArray(input)) {
      for (const item of input) this.#receiveOne(item, undefined);
    } else this.#receiveOne(input, text);
    if (this.#stream?.isAckDue(text?.length ?? 0)) this.#sendAck(this.#stream);
  }

  /** Takes note of a frame that could not be decoded, and answers it. */
  reject(reason: string): void {
    if (this.#hasEnded) return;
    this.#refuse(undefined, this.#intake.unreadable(reason));
  }

  #receiveOne(input: unknown, text: string | undefined): void {
    if (this.#hasEnded) return;
    try {
      this.#stream?.countReceived(input);
      const message = this.#intake.read(input);
      if (this.#stream && message.message_type === MessageType.ack) {
        this.#intake.requireRate();
        if (this.#stream.takeAck(message)) this.#sendAck(this.#stream);
        return;
      }
      if (!this.#isAwaited(message)) this.#intake.requireRate();
      if (!this.#authorization?.holds(message, text)) this.#take(message, text);
    } catch (error) {
      this.#refuse(input, error);
    }
  }

  /** An answer that somebody waits for costs no token: the page that asked has been counted for it. */
  #isAwaited(message: Message): boolean {
    return message.from === this.#identity?.nodeId && this.#core.isAwaited(message);
  }

  #take(message: Message, text: string | undefined): void {
    if (this.#resumed) {
      this.#resumed.receive(message, text);
      return;
    }
    if (this.#hasEnded) return;
    const identity =
      message.message_type === MessageType.register
        ? claimedIdentity(message, this.#identity)
        : provenIdentity(message, this.#identity);
    if (this.#authorization) this.#authorization.decide(message, text, identity);
    else this.#pass(message, text, identity);
  }

  #pass(message: Message, text: string | undefined, identity: Identity): void {
    if (this.#hasEnded) return;
    const source = this.#uniqueId;
    if (message.message_type === MessageType.register) this.#register(message, identity);
    else this.#core.distribute(message, text === undefined ? { source } : { source, text });
  }

  // --- registering and resuming ---

  #register(message: Message, identity: Identity): void {
    const { sessions } = this.#options;
    const resume = sessions?.areOffered ? resumeOf(message) : undefined;
    if (typeof resume === "object") {
      const earlier = sessions?.find(resume.id);
      if (earlier?.resume(this, message, identity, resume)) return;
    }
    if (sessions && resume !== undefined) {
      this.#intake.allowJitter();
      this.#stream = new SessionStream(sessions.add(this), sessions.limits);
    }
    const session = this.#stream?.description;
    this.#core.register({ uniqueId: this.#uniqueId, message, sender: this.#send, session });
    this.#identity = identity;
    this.#connection?.registered();
  }

  /**
   * Goes on with the connection of a session that has just been made, and sends what its page lacks.
   *
   * @returns Whether it can; otherwise it has ended, and the page begins anew.
   */
  resume(next: Session, message: Message, { nodeId, pageId }: Identity, { received }: ResumeBody): boolean {
    const connection = next.#connection;
    const stream = this.#stream;
    const isSame = this.#identity?.nodeId === nodeId && this.#identity.pageId === pageId;
    if (!isSame || !connection) return false;
    if (!stream?.reachesBackTo(received)) {
      this.end("could not be resumed");
      return false;
    }
    const former = this.#connection;
    this.#connection = connection;
    connection.carry(this);
    former?.replace();
    next.#becomes(this);
    this.#options.sessions?.stopWaiting(this);
    stream.resumed(received);
    this.log("info", `Resumed by connection ${quote(connection.id)}`);
    const reply = registerReply(nodeId, message.message_id, null, stream.description);
    connection.send(reply, new Delivery(reply));
    for (const delivery of stream.retained) connection.send(delivery.message, delivery);
    return true;
  }

  /** What still comes here goes to the session that was resumed. */
  #becomes(session: Session): void {
    this.#resumed = session;
    this.#connection = undefined;
    this.#hasEnded = true;
    if (session.#authorization && this.#authorization) {
      session.#authorization.handshake = this.#authorization.handshake;
    }
  }

  #sendAck(stream: SessionStream): void {
    stream.acknowledged();
    const ack = ackMessage(this.#identity?.nodeId ?? "", stream.received);
    this.#connection?.send(ack, new Delivery(ack));
  }

  // --- output ---

  /** Sends the page a message of the server's own. */
  tell(message: Message): void {
    this.#send(message, new Delivery(message));
  }

  readonly #send = (message: Message, delivery: Delivery): void => {
    if (this.#hasEnded) return;
    const { maxUnsentBytes = 0 } = this.#options;
    this.#stream?.retain(message, delivery);
    if (this.#connection) this.#stream?.shrinkTo(maxUnsentBytes);
    else if (maxUnsentBytes > 0 && (this.#stream?.retainedCharacters ?? 0) > maxUnsentBytes) {
      this.end("too much was sent to it meanwhile");
      return;
    }
    this.#connection?.send(message, delivery);
    if (maxUnsentBytes > 0 && (this.#connection?.unsentBytes ?? 0) > maxUnsentBytes) {
      this.#connection?.close("reads too slowly");
    }
  };

  #refuse(input: unknown, error: unknown): void {
    if (this.#hasEnded) return;
    const reply = this.#intake.refuse(input, error, this.#identity !== undefined);
    if (reply) this.tell(reply);
    else this.#connection?.close("too many messages");
  }

  // --- its end ---

  /**
   * Its connection is gone.
   *
   * @param canReturn - Whether the page may come back: it did not say goodbye, and the server did not turn it away.
   */
  disconnected(canReturn: boolean): void {
    this.#connection = undefined;
    if (canReturn && this.#stream?.isConfirmed && !this.#hasEnded) {
      this.#options.sessions?.startWaiting(this);
    } else this.end();
  }

  /** Ends the session, and answers what it still waits for where the server stops. */
  end(reason?: SessionEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (reason !== undefined) this.log("info", `Session ended: ${reason}`);
    if (this.#stream) this.#options.sessions?.remove(this.#stream.id, this);
    this.#core.unregister(this.#uniqueId);
  }

  /** Answers with an error what the page still waits for: the server is about to stop. */
  giveUpRequests(): void {
    this.#core.giveUpRequestsOf(this.#uniqueId);
  }

  /**
   * Logs a line about this page.
   *
   * @param kind - Of warnings about pages that have not registered, a few of each kind are logged.
   */
  log(level: LogLevel, text: string, kind?: "refused registrations" | "ended connections"): void {
    const node = this.#identity && { node: this.#identity.nodeId };
    const context = { connection: this.#uniqueId, ...node };
    const { logger, strangersLog } = this.#options;
    if (kind && strangersLog && !node && level === "warn") strangersLog.log(kind, "", level, text, context);
    else logger(level, text, context);
  }
}
