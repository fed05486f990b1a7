import {
  Delivery,
  type JqlusterServer,
  type Logger,
  type LogLevel,
  type LogThrottle,
  type Observer,
  quote,
  silentObserver,
} from "../core";
import { ErrorKind, errorText, type Message, MessageType, ProtocolError, parseMessage } from "../protocol";
import type { CloseReason, ConnectionPort, Handshake } from "./connection-port";
import { DecisionQueue } from "./decision-queue";
import { claimedIdentity, type Identity, provenIdentity } from "./identity";
import { ask, type Permissions, refusalOf, type Verdict } from "./permission";
import { RateLimit } from "./rate-limit";
import { Refusal, reasonOf, refusalReply } from "./refusal";
import { startRegisterTimer } from "./register-timer";

/** What {@link NodeConnection} needs of its surroundings. What is left out is not limited, not asked and not told. */
export interface NodeConnectionOptions extends Permissions {
  readonly core: JqlusterServer;
  readonly logger: Logger;
  /** Logs what connections cause that have not registered: there can be any number of them. */
  readonly strangersLog?: LogThrottle;
  readonly observer?: Observer;
  /** Messages a second; twice that at once. 0: no limit. */
  readonly rateLimit?: number;
  /** How many levels of objects and lists a message may have. 0: no limit. */
  readonly maxMessageDepth?: number;
  /** How long the page may take to register, in milliseconds. 0: for ever. */
  readonly registerTimeout?: number;
  /** How many bytes may be held for a page that reads slowly. 0: no limit. */
  readonly maxUnsentBytes?: number;
  /** Called once, when the connection has ended. */
  readonly onEnd?: (connection: NodeConnection) => void;
}

/** The first refusals of a connection are logged, and after them one in so many: a stranger may not fill the log. */
const LOGGED_REFUSALS = 10;
const REFUSALS_A_LOG_LINE = 1_000;

const NOT_KEPT: Handshake = { headers: {}, query: {}, auth: {}, address: "" };

/**
 * The door: the one place where input from a connected page is checked, whatever the transport.
 * A transport makes one for each connection, gives it every decoded frame, and tells it when the connection is gone.
 */
export class NodeConnection {
  readonly #port: Omit<ConnectionPort, "handshake">;
  /** Only kept where somebody decides by it: its headers take as much memory as the rest. */
  readonly #handshake: Handshake;
  readonly #options: NodeConnectionOptions;
  readonly #observer: Observer;
  readonly #rate: RateLimit | undefined;
  #stopRegisterTimer: (() => void) | undefined;
  #identity: Identity | undefined;
  #decisions: DecisionQueue | undefined;
  #hasEnded = false;
  #refusals = 0;

  constructor(port: ConnectionPort, options: NodeConnectionOptions) {
    const { observer = silentObserver, rateLimit = 0, registerTimeout = 0 } = options;
    const { handshake, ...lasting } = port;
    this.#port = lasting;
    this.#handshake = options.authorizeRegister || options.authorizeMessage ? handshake : NOT_KEPT;
    this.#options = options;
    this.#observer = observer;
    this.#rate = rateLimit === 0 ? undefined : new RateLimit(rateLimit);
    this.#stopRegisterTimer = startRegisterTimer(registerTimeout, () => this.close("not registered in time"));
    observer.opened(port.transport);
  }

  /** The transport's name. */
  get transport(): string {
    return this.#port.transport;
  }

  /**
   * Takes what came from the page. Never throws: input that cannot be taken is answered with an error.
   *
   * @param input - The decoded frame.
   * @param text - The frame as it came, where it was JSON text.
   */
  receive(input: unknown, text?: string): void {
    if (this.#hasEnded) return;
    const isWithinRate = this.#rate?.take(performance.now()) ?? true;
    try {
      const message = parseMessage(input, this.#options.maxMessageDepth);
      if (!isWithinRate) this.#passOnlyAwaited(message);
      if (this.#decisions?.isDeciding) this.#decisions.push(message, text);
      else this.#take(message, text);
    } catch (error) {
      this.#refuse(input, error);
    }
  }

  /**
   * Takes note of a frame that could not be decoded, and answers it.
   *
   * @param reason - What was wrong with it, in words for the page.
   */
  reject(reason: string): void {
    if (this.#hasEnded) return;
    this.#rate?.take(performance.now());
    this.#refuse(undefined, new ProtocolError(reason));
  }

  /** Sends the page a message of the server's own. */
  tell(message: Message): void {
    this.#send(message, new Delivery(message));
  }

  /** Ends the connection, telling the page why where the transport can. */
  close(reason: CloseReason): void {
    if (this.#hasEnded) return;
    const level = reason === "server stops" ? "info" : "warn";
    const text = `Closed connection ${quote(this.#port.id)}: ${reason}`;
    this.#log(level, text, "ended connections");
    // A page that broke a rule is told that, and not sent a thousand answers on top.
    if (reason === "server stops") this.#options.core.giveUpRequestsOf(this.#port.id);
    this.#leave(reason);
    this.#port.close(reason);
  }

  /** The connection is gone. */
  end(): void {
    if (!this.#hasEnded) this.#leave(undefined);
  }

  #leave(reason: CloseReason | undefined): void {
    this.#hasEnded = true;
    this.#stopRegisterTimer?.();
    this.#options.core.unregister(this.#port.id);
    this.#observer.closed(this.#port.transport, reason);
    this.#options.onEnd?.(this);
  }

  /** An answer that somebody waits for is not one too many: whoever asked has been counted for it. */
  #passOnlyAwaited(message: Message): void {
    const isOwn = message.from === this.#identity?.nodeId;
    if (isOwn && this.#options.core.isAwaited(message)) {
      this.#rate?.pardon();
      return;
    }
    const limit = `at most ${this.#options.rateLimit} messages a second, ${this.#rate?.burst} at once`;
    throw new Refusal("too many messages", errorText(ErrorKind.refused, limit));
  }

  #take(message: Message, text: string | undefined): void {
    const isRegister = message.message_type === MessageType.register;
    const identity = isRegister
      ? claimedIdentity(message, this.#identity)
      : provenIdentity(message, this.#identity);
    const { authorizeRegister, authorizeMessage } = this.#options;
    const authorize = isRegister ? authorizeRegister : authorizeMessage;
    if (!authorize) {
      this.#pass(message, text, identity);
      return;
    }
    const verdict = ask(authorize, this.#handshake, identity, message, this.#logOfRefusals());
    if (typeof verdict !== "object") {
      this.#passIf(verdict, message, text, identity);
      return;
    }
    this.#decisions ??= new DecisionQueue((next, nextText) =>
      this.#attempt(next, () => this.#take(next, nextText)),
    );
    void this.#decisions.decide(verdict, (decided) =>
      this.#attempt(message, () => this.#passIf(decided, message, text, identity)),
    );
  }

  #attempt(message: Message, act: () => void): void {
    if (this.#hasEnded) return;
    try {
      act();
    } catch (error) {
      this.#refuse(message, error);
    }
  }

  #passIf(verdict: Verdict, message: Message, text: string | undefined, identity: Identity): void {
    const refusal = refusalOf(verdict);
    if (refusal !== undefined) throw new Refusal("not permitted", errorText(ErrorKind.refused, refusal));
    this.#pass(message, text, identity);
  }

  #pass(message: Message, text: string | undefined, identity: Identity): void {
    const { core } = this.#options;
    const { id } = this.#port;
    if (message.message_type !== MessageType.register) {
      core.distribute(message, text === undefined ? { source: id } : { source: id, text });
      return;
    }
    core.register({ uniqueId: id, message, sender: this.#send });
    this.#identity = identity;
    this.#stopRegisterTimer?.();
    this.#stopRegisterTimer = undefined;
  }

  readonly #send = (message: Message, delivery: Delivery): void => {
    if (this.#hasEnded) return;
    this.#port.send(message, delivery);
    const { maxUnsentBytes = 0 } = this.#options;
    if (maxUnsentBytes > 0 && (this.#port.unsentBytes?.() ?? 0) > maxUnsentBytes) {
      this.close("reads too slowly");
    }
  };

  #refuse(input: unknown, error: unknown): void {
    const reason = reasonOf(error);
    this.#refusals += 1;
    this.#observer.refused(reason);
    if (this.#rate?.isFlooded) {
      this.close("too many messages");
      return;
    }
    if (isLogged(this.#refusals)) {
      const isOurFault = reason === "internal error";
      const why = quote(isOurFault ? error : (error as Error).message);
      const so = `Refused input of connection ${quote(this.#port.id)} (${this.#refusals} so far): ${why}`;
      this.#log(isOurFault ? "error" : "warn", so, "refused registrations");
    }
    this.tell(refusalReply(input, error, this.#identity !== undefined));
  }

  /** For what leads to a refusal, which is about to be counted. */
  #logOfRefusals(): Logger {
    return (level, text) => {
      if (isLogged(this.#refusals + 1)) this.#log(level, text);
    };
  }

  /** @param kind - Of warnings about connections that have not registered, a few of each kind are logged. */
  #log(level: LogLevel, text: string, kind?: "refused registrations" | "ended connections"): void {
    const node = this.#identity && { node: this.#identity.nodeId };
    const context = { connection: this.#port.id, ...node };
    const { logger, strangersLog } = this.#options;
    if (kind && strangersLog && !node && level === "warn") strangersLog.log(kind, "", level, text, context);
    else logger(level, text, context);
  }
}

function isLogged(refusals: number): boolean {
  return refusals <= LOGGED_REFUSALS || refusals % REFUSALS_A_LOG_LINE === 0;
}
