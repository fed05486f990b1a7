import { type Delivery, type Observer, quote, silentObserver } from "../core";
import type { Message } from "../protocol";
import type { CloseReason, ConnectionPort, Handshake } from "./connection-port";
import { Session } from "./session";
import type { SessionConnection, SessionOptions } from "./session-types";

/** What {@link NodeConnection} needs of its server. What is left out is not limited, not asked and not told. */
export interface NodeConnectionOptions extends SessionOptions<Session> {
  /** How long the page may take to register, in milliseconds. 0: for ever. */
  readonly registerTimeout?: number;
  /** Called once, when the connection has ended. */
  readonly onEnd?: (connection: NodeConnection) => void;
}

const NOT_KEPT: Handshake = { headers: {}, query: {}, auth: {}, address: "" };

/**
 * One connection of a page, whatever the transport. A transport makes one for each, gives it every decoded frame, and
 * tells it when the connection is gone. What comes belongs to the page's session, which may outlive the connection.
 */
export class NodeConnection implements SessionConnection<Session> {
  readonly #port: Omit<ConnectionPort, "handshake">;
  readonly #options: NodeConnectionOptions;
  readonly #observer: Observer;
  #session: Session;
  #registerTimer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  constructor(port: ConnectionPort, options: NodeConnectionOptions) {
    const { observer = silentObserver, registerTimeout = 0 } = options;
    const { handshake, ...lasting } = port;
    this.#port = lasting;
    this.#options = options;
    this.#observer = observer;
    const isDecidedBy = options.authorizeRegister || options.authorizeMessage;
    this.#session = new Session(this, isDecidedBy ? handshake : NOT_KEPT, options);
    if (registerTimeout > 0) {
      this.#registerTimer = setTimeout(() => this.close("not registered in time"), registerTimeout);
      // A stranger who says nothing is no reason for the process to live on.
      this.#registerTimer.unref();
    }
    observer.opened(port.transport);
  }

  /** Its name, unique among all connections of this process. */
  get id(): string {
    return this.#port.id;
  }

  /** How many bytes are held because the page has not read them yet. */
  get unsentBytes(): number {
    return this.#port.unsentBytes?.() ?? 0;
  }

  /**
   * Takes what came from the page. Never throws: input that cannot be taken is answered with an error.
   *
   * @param input - The decoded frame.
   * @param text - The frame as it came, where it was JSON text.
   */
  receive(input: unknown, text?: string): void {
    if (!this.#hasEnded) this.#session.receive(input, text);
  }

  /**
   * Takes note of a frame that could not be decoded, and answers it.
   *
   * @param reason - What was wrong with it, in words for the page.
   */
  reject(reason: string): void {
    if (!this.#hasEnded) this.#session.reject(reason);
  }

  /** Sends the page a message of the server's own. */
  tell(message: Message): void {
    if (!this.#hasEnded) this.#session.tell(message);
  }

  /** Hands a message to the transport. */
  send(message: Message, delivery: Delivery): void {
    if (!this.#hasEnded) this.#port.send(message, delivery);
  }

  /** The page has registered. */
  registered(): void {
    clearTimeout(this.#registerTimer);
    this.#registerTimer = undefined;
  }

  /** From now on it carries an earlier session of its page. */
  carry(session: Session): void {
    this.#session = session;
    this.registered();
  }

  /** Closes it, since its page has a newer connection. */
  replace(): void {
    if (this.#hasEnded) return;
    this.#leave("replaced by a newer connection");
    this.#port.close("replaced by a newer connection");
  }

  /** Closes it, and ends the session: the page broke a rule, or the server stops. The page is told why. */
  close(reason: CloseReason): void {
    if (this.#hasEnded) return;
    const level = reason === "server stops" ? "info" : "warn";
    this.#session.log(level, `Closed connection ${quote(this.id)}: ${reason}`, "ended connections");
    // A page that broke a rule is told that, and not sent a thousand answers on top.
    if (reason === "server stops") this.#session.giveUpRequests();
    this.#leave(reason);
    this.#session.disconnected(false);
    this.#port.close(reason);
  }

  /**
   * The connection is gone.
   *
   * @param isGoodbye - Whether the page ended it on purpose, so that it will not come back.
   */
  end(isGoodbye = false): void {
    if (this.#hasEnded) return;
    this.#leave(undefined);
    this.#session.disconnected(!isGoodbye);
  }

  #leave(reason: CloseReason | undefined): void {
    this.#hasEnded = true;
    this.registered();
    this.#observer.closed(this.#port.transport, reason);
    this.#options.onEnd?.(this);
  }
}
