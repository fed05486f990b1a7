import type { TransportHandlers } from "../../src/client/transports/transport";
import type { ConnectionPort, NodeConnection } from "../../src/connection";
import { sessionOf } from "../../src/protocol";
import { now } from "./history";
import type { Choices } from "./random";

interface InFlight {
  readonly at: number;
  readonly size: number;
  readonly arrive: () => void;
}

/** One direction of a connection: what is sent arrives later, in order, or not at all. */
class Wire {
  readonly #choices: Choices;
  readonly #inFlight: InFlight[] = [];
  #stalledUntil = 0;
  #isDead = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(choices: Choices) {
    this.#choices = choices;
  }

  get unsentBytes(): number {
    if (this.#stalledUntil <= now()) return 0;
    return this.#inFlight.reduce((sum, { size }) => sum + size, 0);
  }

  send(size: number, arrive: () => void): void {
    if (this.#isDead) return;
    const delay = this.#choices.chance(0.05) ? this.#choices.between(50, 400) : this.#choices.between(1, 20);
    const last = this.#inFlight[this.#inFlight.length - 1]?.at ?? 0;
    this.#inFlight.push({ at: Math.max(now() + delay, last), size, arrive });
    this.#schedule();
  }

  stall(milliseconds: number): void {
    this.#stalledUntil = now() + milliseconds;
  }

  /** Nothing arrives any more, except the first part of what is under way. */
  die(): void {
    this.#isDead = true;
    this.#inFlight.splice(this.#choices.between(0, this.#inFlight.length));
    this.#stalledUntil = 0;
    this.#schedule();
  }

  /** Nothing arrives any more. */
  stop(): void {
    this.#isDead = true;
    this.#inFlight.splice(0);
  }

  #schedule(): void {
    const next = this.#inFlight[0];
    if (this.#timer !== undefined || !next) return;
    const wait = Math.max(next.at, this.#stalledUntil) - now();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#stalledUntil <= now()) {
        while (this.#inFlight[0] && this.#inFlight[0].at <= now()) this.#inFlight.shift()?.arrive();
      }
      this.#schedule();
    }, wait);
  }
}

let counter = 0;

/** What is told of a link to the world around it. */
export interface LinkObserver {
  /** The largest frame that the page may send, in bytes. */
  readonly maxFrameBytes: number;
  violation(text: string): void;
}

/** One connection between a page and a server process. */
export class Link {
  readonly id: string;
  readonly process: string;
  /** Since when something is wrong with it. */
  troubledAt: number | undefined;
  serverEndedAt: number | undefined;
  saidGoodbye = false;
  /** How many frames of the page have come, beside the registration. */
  framesUp = 0;
  readonly #choices: Choices;
  readonly #observer: LinkObserver;
  readonly #handlers: TransportHandlers;
  readonly #up: Wire;
  readonly #down: Wire;
  #server: NodeConnection | undefined;
  #hasClientEnded = false;
  #hasSession = false;
  #texts: string[] = [];

  constructor(process: string, handlers: TransportHandlers, choices: Choices, observer: LinkObserver) {
    counter += 1;
    this.id = `link#${counter}`;
    this.process = process;
    this.#choices = choices;
    this.#observer = observer;
    this.#handlers = handlers;
    this.#up = new Wire(choices);
    this.#down = new Wire(choices);
  }

  /** Whether both sides take it for open. */
  get isOpen(): boolean {
    return !this.#hasClientEnded && this.serverEndedAt === undefined && this.troubledAt === undefined;
  }

  // --- the server's side ---

  get port(): ConnectionPort {
    return {
      id: this.id,
      transport: "simulated",
      handshake: { headers: {}, query: {}, auth: {}, address: "" },
      send: (message, delivery) => {
        if (this.#texts.length === 0) queueMicrotask(() => this.#flush());
        this.#texts.push(delivery.text);
        if (message.message_type !== "register_reply") return;
        this.#flush();
        this.#hasSession = sessionOf(message) !== undefined;
      },
      unsentBytes: () => this.#down.unsentBytes,
      close: (reason) => {
        this.#flush();
        this.#serverEnds();
        this.#up.stop();
        this.#down.send(0, () => this.#closeClient(reason));
      },
    };
  }

  serve(connection: NodeConnection): void {
    this.#server = connection;
    this.#down.send(0, () => {
      if (!this.#hasClientEnded) this.#handlers.opened();
    });
  }

  #flush(): void {
    const texts = this.#texts;
    this.#texts = [];
    if (this.#hasSession && texts.length > 1) this.#sendDown(`[${texts.join(",")}]`);
    else for (const text of texts) this.#sendDown(text);
  }

  #sendDown(text: string): void {
    this.#down.send(text.length, () => {
      if (!this.#hasClientEnded) this.#handlers.received(JSON.parse(text), text.length);
    });
  }

  // --- the page's side ---

  send(text: string): void {
    const bytes = Buffer.byteLength(text);
    const { maxFrameBytes } = this.#observer;
    if (bytes > maxFrameBytes)
      this.#observer.violation(`a frame of ${bytes} bytes, of ${maxFrameBytes} allowed`);
    this.#up.send(text.length, () => {
      if (this.serverEndedAt !== undefined) return;
      if (!text.includes('"message_type":"register"')) this.framesUp += 1;
      this.#server?.receive(JSON.parse(text), text);
    });
  }

  closeByClient(isGoodbye: boolean): void {
    this.#hasClientEnded = true;
    this.troubledAt ??= now();
    this.#down.stop();
    if (isGoodbye) this.#up.send(0, () => this.#endServer(true));
    else {
      this.#up.die();
      setTimeout(() => this.#endServer(false), this.#choices.between(1, 300));
    }
  }

  // --- faults ---

  /** Resets it: either side hears of it a little later. */
  cut(): void {
    this.troubledAt ??= now();
    this.#up.die();
    this.#down.die();
    setTimeout(() => this.#endServer(false), this.#choices.between(25, 600));
    setTimeout(() => this.#closeClient("reset"), this.#choices.between(25, 600));
  }

  stall(milliseconds: number): void {
    if (this.#choices.chance(0.7)) this.#up.stall(milliseconds);
    if (this.#choices.chance(0.7)) this.#down.stall(milliseconds);
  }

  /** It carries nothing any more, and neither side knows. */
  halfOpen(serverNotices: number, clientNotices: number): void {
    this.troubledAt ??= now();
    this.#up.die();
    this.#down.die();
    setTimeout(() => this.#endServer(false), serverNotices);
    setTimeout(() => this.#closeClient("ping timeout"), clientNotices);
  }

  #endServer(isGoodbye: boolean): void {
    if (this.serverEndedAt !== undefined) return;
    this.saidGoodbye = isGoodbye;
    this.#serverEnds();
    this.#server?.end(isGoodbye);
  }

  #serverEnds(): void {
    this.troubledAt ??= now();
    this.serverEndedAt ??= now();
  }

  #closeClient(reason: string): void {
    if (this.#hasClientEnded) return;
    this.#hasClientEnded = true;
    this.#handlers.closed(reason);
  }
}
