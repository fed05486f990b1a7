import { type Delivery, type Observer, quote, silentObserver } from "../core";
import type { Message } from "../protocol";
import type { CloseReason, ConnectionPort, Encodable, Handshake } from "./connection-port";
import { requestedRoom } from "./requested-room";
import { Session } from "./session";
import type { SessionConnection, SessionOptions } from "./session-types";

/** What {@link NodeConnection} needs of its server. Without an option there is no limit, no rule and no observer. */
export interface NodeConnectionOptions extends SessionOptions<Session> {
  /** How long the page may take to register, in milliseconds. 0: for ever. */
  readonly registerTimeout?: number;
  /** Called once, when the connection has ended. */
  readonly onEnd?: (connection: NodeConnection) => void;
}

const NOT_KEPT: Handshake = { headers: {}, query: {}, auth: {}, address: "" };

/**
 * One connection of a page, of any transport. The transport passes it every decoded frame, and tells it when the
 * connection has ended. Its input belongs to the session of the page, which may outlive the connection.
 */
export class NodeConnection implements SessionConnection<Session> {
  readonly #port: ConnectionPort;
  readonly #options: NodeConnectionOptions;
  readonly #observer: Observer;
  #session: Session;
  #registerTimer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(port: ConnectionPort, options: NodeConnectionOptions) {
    const { observer = silentObserver, registerTimeout = 0 } = options;
    const { handshake } = port;
    this.#port = port;
    this.#options = options;
    this.#observer = observer;
    const hasRules = options.authorizeRegister || options.authorizeMessage;
    // The copy has the address as it is now: a socket that is closed has none.
    const kept = hasRules ? copyOf(handshake) : NOT_KEPT;
    this.#session = new Session(this, kept, requestedRoom(handshake), options);
    if (registerTimeout > 0) {
      this.#registerTimer = setTimeout(() => this.close("not registered in time"), registerTimeout);
      // A connection without a registration does not keep the process alive.
      this.#registerTimer.unref();
    }
    observer.opened(port.transport);
  }

  /** Its ID, unique among all connections of this process. */
  get id(): string {
    return this.#port.id;
  }

  /** How many bytes are held because the page has not read them yet. */
  get unsentBytes(): number {
    return this.#port.unsentBytes?.() ?? 0;
  }

  /** The largest message that its transport lets through, in bytes. */
  get largestMessage(): number {
    return this.#port.largestMessage ?? Number.POSITIVE_INFINITY;
  }

  /**
   * Takes a frame from the page. Never throws: input that is refused is answered with an error.
   *
   * @param input - The decoded frame.
   * @param text - The frame as it came, where it was JSON text.
   */
  receive(input: unknown, text?: string): void {
    if (!this.#hasEnded) this.#session.receive(input, text);
  }

  /**
   * Answers a frame that could not be decoded.
   *
   * @param reason - What was wrong, in words for the page.
   */
  refuseFrame(reason: string): void {
    if (!this.#hasEnded) this.#session.refuseFrame(reason);
  }

  /** Sends the page a message of the server. */
  tell(message: Message): void {
    if (!this.#hasEnded) this.#session.tell(message);
  }

  /** Closes it where the page reads too slowly. Called when the transport itself has sent something. */
  checkUnsent(): void {
    if (!this.#hasEnded) this.#session.checkUnsent();
  }

  /** Hands a message to the transport. */
  send(message: Message, delivery: Delivery): void {
    if (!this.#hasEnded) this.#port.send(message, delivery);
  }

  get takesLists(): boolean {
    return this.#port.sendList !== undefined;
  }

  /** Hands to the transport all that one tick has: a message, or several as one list. */
  sendList(list: Encodable): void {
    if (!this.#hasEnded) this.#port.sendList?.(list);
  }

  /** Called when the page has registered, or the connection has ended. */
  stopRegisterTimer(): void {
    clearTimeout(this.#registerTimer);
    this.#registerTimer = undefined;
  }

  /** Attaches an earlier session of the same page to this connection. */
  carry(session: Session): void {
    this.#session = session;
    this.stopRegisterTimer();
  }

  /** Closes it, since its page has a newer connection. */
  replace(): void {
    if (this.#hasEnded) return;
    this.#markEnded("replaced by a newer connection");
    this.#port.close("replaced by a newer connection");
  }

  /**
   * Closes it, and ends the session: the page broke a rule, or the server stops. The page is told why.
   *
   * @param mayMove - Whether the session waits for being taken over by another process, where its page can resume it.
   */
  close(reason: CloseReason, mayMove = false): void {
    if (this.#hasEnded) return;
    const level = reason === "server stops" ? "info" : "warn";
    this.#session.log(level, `Closed connection ${quote(this.id)}: ${reason}`, "ended connections");
    // A page that broke a rule is told so, without a thousand error replies on top.
    const moves = mayMove && this.#session.canReturn;
    if (reason === "server stops" && !moves) this.#session.giveUpRequests();
    this.#session.flush();
    this.#markEnded(reason);
    this.#session.disconnected(moves);
    this.#port.close(reason);
  }

  /**
   * The connection has ended.
   *
   * @param isGoodbye - Whether the page closed it on purpose, and will not reconnect.
   */
  end(isGoodbye = false): void {
    if (this.#hasEnded) return;
    this.#markEnded(undefined);
    this.#session.disconnected(!isGoodbye);
  }

  #markEnded(reason: CloseReason | undefined): void {
    this.#hasEnded = true;
    this.stopRegisterTimer();
    this.#observer.closed(this.#port.transport, reason);
    this.#options.onEnd?.(this);
  }
}

function copyOf({ headers, query, auth, address }: Handshake): Handshake {
  return { headers, query, auth, address };
}
