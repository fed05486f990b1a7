import type { JqlusterServer, LogLevel, MovableSession, Takeover } from "../core";
import { Delivery, quote, registerReply } from "../core";
import { isRequest, type JsonValue, type Message, type ResumeBody, resumeOf } from "../protocol";
import type { Handshake } from "./connection-port";
import { type Identity, isSame } from "./identity";
import { InputRefusedError } from "./refusal-reply";
import type { RequestedRoom } from "./requested-room";
import { type InputSession, SessionInput } from "./session-input";
import { SessionOutput } from "./session-output";
import { type GivenStream, SessionStream } from "./session-stream";
import type { SessionConnection, SessionOptions } from "./session-types";
import type { SessionEnd, Sessions } from "./sessions";

/**
 * One page as the server sees it, from its first connection to its end, whatever the transport. The core knows the
 * session and not its connections, so a gap between two connections changes nothing there.
 */
export class Session implements InputSession {
  readonly uniqueId: string;
  readonly #options: SessionOptions<Session>;
  readonly #input: SessionInput<Session>;
  readonly #output: SessionOutput<Session>;
  /** The core of the room that the page registered in. */
  #core: JqlusterServer | undefined;
  #hasEnded = false;
  /** Whether it is not known yet if another process has the session that the page resumes. */
  #isTakingOver = false;
  /** The earlier session that the page resumed in place of this one. */
  #resumed: Session | undefined;

  constructor(
    connection: SessionConnection<Session>,
    handshake: Handshake,
    room: RequestedRoom,
    options: SessionOptions<Session>,
  ) {
    this.uniqueId = connection.id;
    this.#options = options;
    this.#output = new SessionOutput(connection, options.maxUnsentBytes ?? 0);
    this.#input = new SessionInput(this, handshake, room, this.#output, options);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  // --- input ---

  /** Takes a decoded frame: a message, or where a session was agreed also a list of messages. Never throws. */
  receive(input: unknown, text?: string): void {
    (this.#resumed ?? this.#input).receive(input, text);
  }

  /** Answers a frame that could not be decoded. */
  refuseFrame(reason: string): void {
    if (!this.#hasEnded) this.#input.reject(reason);
  }

  takeWaiting(message: Message, text: string | undefined): void {
    if (this.#resumed) this.#resumed.receive(message, text);
    else this.#input.take(message, text);
  }

  distribute(message: Message, text: string | undefined): void {
    const source = this.uniqueId;
    this.#core?.distribute(message, text === undefined ? { source } : { source, text });
  }

  // --- registering and resuming ---

  register(message: Message, identity: Identity): void {
    const { sessions, rooms } = this.#options;
    const resume = sessions?.areOffered ? resumeOf(message) : undefined;
    const earlier = typeof resume === "object" ? sessions?.find(resume.id) : undefined;
    if (typeof resume === "object" && earlier?.resume(this, message, identity, resume)) return;
    const core = rooms.enter(identity.room);
    if (!core) throw new InputRefusedError("too many rooms", "refused: there are too many rooms");
    this.#core = core;
    if (sessions && resume !== undefined) this.#input.allowJitter();
    const takeover =
      sessions && typeof resume === "object" && !earlier ? this.#takeover(sessions, resume) : undefined;
    if (sessions && resume !== undefined && !takeover) {
      this.#output.stream = new SessionStream(sessions.add(this), sessions.limits);
    }
    const session = this.#output.description;
    core.register({ uniqueId: this.uniqueId, message, sender: this.#send, session, takeover });
    this.#input.identity = identity;
    this.#output.connection?.stopRegisterTimer();
  }

  /** Takes over the session that the page resumes from another process, or else begins a new one. */
  #takeover(sessions: Sessions<Session>, wanted: ResumeBody): Takeover {
    this.#isTakingOver = true;
    return {
      wanted,
      settle: (given, onConfirmed) => {
        this.#isTakingOver = false;
        const output = this.#output;
        if (this.#hasEnded) return { session: undefined, resend() {} };
        const id = given === undefined ? sessions.add(this) : sessions.adopt(wanted.id, this);
        // Only our own processes publish.
        const before = given as GivenStream | undefined;
        output.stream = new SessionStream(id, sessions.limits, before, onConfirmed);
        this.#input.allowReplies(before?.freeReplies ?? 0);
        if (given !== undefined) this.log("info", "Took its session over from another process");
        if (!output.connection) this.disconnected(given !== undefined);
        return { session: output.description, resend: () => output.sendRetained() };
      },
    };
  }

  asMovable(core: object, nodeId: string, pageId: string | undefined): MovableSession | undefined {
    const { stream } = this.#output;
    const isOfPage = this.#input.identity?.nodeId === nodeId && this.#input.identity.pageId === pageId;
    if (!stream || this.#core !== core || !isOfPage) return undefined;
    return {
      uniqueId: this.uniqueId,
      freeze: () => this.#freeze(),
      give: (received) => this.#give(stream, received),
      replaced: () => {
        this.#output.connection?.replace();
        this.end("its page began a new session");
      },
    };
  }

  async #freeze(): Promise<void> {
    this.#output.connection?.replace();
    this.#output.connection = undefined;
    this.#options.sessions?.startWaiting(this);
    await this.#input.decided();
  }

  #give(stream: SessionStream, received: number): JsonValue | undefined {
    if (this.#output.connection || this.#hasEnded) return undefined;
    if (!stream.reachesBackTo(received)) {
      this.end("could not be resumed");
      return undefined;
    }
    stream.resumed(received);
    this.#hasEnded = true;
    this.#options.sessions?.remove(stream.id, this);
    return { ...stream.given, freeReplies: this.#input.freeReplies };
  }

  /**
   * Continues this session on the connection of a new one, and sends what the page has not received.
   *
   * @returns Whether it can be resumed; otherwise it has ended, and the page begins a new session.
   */
  resume(next: Session, message: Message, identity: Identity, { received }: ResumeBody): boolean {
    const connection = next.#output.connection;
    const { stream } = this.#output;
    if (!connection || !isSame(identity, this.#input.identity)) return false;
    if (!stream?.reachesBackTo(received)) {
      this.end("could not be resumed");
      return false;
    }
    this.#output.connection?.replace();
    this.#output.connection = connection;
    connection.carry(this);
    next.#becomes(this);
    this.#options.sessions?.stopWaiting(this);
    stream.resumed(received);
    this.log("info", `Resumed by connection ${quote(connection.id)}`);
    const { description } = this.#output;
    this.#output.sendUncounted(registerReply(identity.nodeId, message.message_id, null, description));
    this.#output.sendRetained();
    return true;
  }

  /** Passes further input of this session's connection to the session that was resumed. */
  #becomes(session: Session): void {
    this.#resumed = session;
    this.#output.connection = undefined;
    this.#hasEnded = true;
    session.#input.continuesFrom(this.#input);
  }

  // --- output ---

  /** Sends the page a message of the server. */
  tell(message: Message): void {
    this.#send(message, new Delivery(message));
  }

  flush(): void {
    this.#output.flush();
  }

  /** Closes the connection of a page that reads too slowly. */
  checkUnsent(): void {
    this.#output.checkUnsent();
  }

  readonly #send = (message: Message, delivery: Delivery): void => {
    if (this.#hasEnded) return;
    if (isRequest(message.message_type)) this.#input.allowReplies(1);
    const overflow = this.#output.send(message, delivery);
    if (overflow) this.end(overflow);
  };

  // --- end ---

  /** Whether its page can resume it. */
  get canReturn(): boolean {
    return this.#output.stream?.isConfirmed === true;
  }

  /** The connection ended. @param canReturn - Neither the page nor the server closed it on purpose. */
  disconnected(canReturn: boolean): void {
    this.#output.connection = undefined;
    if (canReturn && this.#isTakingOver) return;
    if (canReturn && this.canReturn && !this.#hasEnded) this.#options.sessions?.startWaiting(this);
    else this.end();
  }

  /** Ends the session. */
  end(reason?: SessionEnd): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (reason !== undefined) this.log("info", `Session ended: ${reason}`);
    if (this.#output.stream) this.#options.sessions?.remove(this.#output.stream.id, this);
    this.#core?.unregister(this.uniqueId);
  }

  /** Answers the page's pending requests with an error: the server is about to stop. */
  giveUpRequests(): void {
    this.#core?.giveUpRequestsOf(this.uniqueId);
  }

  logInput(level: LogLevel, text: string): void {
    this.log(level, text, "refused input");
  }

  /**
   * Logs a line about this page.
   *
   * @param kind - Throttles warnings of this kind until the page has registered.
   */
  log(level: LogLevel, text: string, kind?: "refused input" | "ended connections"): void {
    const { nodeId, room } = this.#input.identity ?? {};
    const node = nodeId === undefined ? {} : { node: nodeId };
    const context = { connection: this.uniqueId, ...node, ...(room === undefined ? {} : { room }) };
    const { logger, unregisteredLog } = this.#options;
    const isThrottled = kind && nodeId === undefined && level === "warn";
    if (isThrottled && unregisteredLog) unregisteredLog.log(kind, "", level, text, context);
    else logger(level, text, context);
  }
}
