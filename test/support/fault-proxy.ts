import { type AddressInfo, createServer, type Server, Socket } from "node:net";

/** What can go wrong on the way between a page and its server. */
export const FAULTS = [
  "reset",
  "half-open",
  "stall before the handshake",
  "stall after the handshake",
  "delay",
  "one byte at a time",
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];

interface Pair {
  readonly page: Socket;
  readonly server: Socket;
  /** Nothing is handed on any more, though both sides look open. */
  isDead: boolean;
  /** Bytes are handed on so slowly. */
  way: "delay" | "one byte at a time" | undefined;
  /** Whether the page asked for something last by the method whose answer is lost. */
  losesAnswer: boolean;
}

/** A proxy for TCP that breaks what goes through it when it is told to. */
export class FaultProxy {
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #target: number;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What happens to connections that come. */
  #entry: "open" | "stall before the handshake" | "stall after the handshake" = "open";
  /** What the next request begins with whose answer is lost. */
  #unanswered: string | undefined;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((page) => this.#take(page));
  }

  /** @param address - Where it leads, such as `127.0.0.1:12345`. */
  static async start(address: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(Number(address.split(":")[1]));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** Such as `127.0.0.1:12345`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** How many connections go through it. */
  get size(): number {
    return this.#pairs.size;
  }

  /** Breaks all connections that there are, or with a stall those as well that come until {@link heal}. */
  break(fault: Fault): void {
    for (const pair of [...this.#pairs]) {
      if (fault === "reset") this.#end(pair);
      else if (fault === "delay" || fault === "one byte at a time") pair.way = fault;
      else pair.isDead = true;
    }
    if (fault === "stall before the handshake" || fault === "stall after the handshake") this.#entry = fault;
  }

  /** Lets the server answer the next request of a method, and ends its connection before the answer reaches the page. */
  loseAnswer(method: "GET" | "POST"): void {
    this.#unanswered = `${method} `;
  }

  /** Connections that come from now on are whole, and those that are slow are as fast as before. */
  heal(): void {
    this.#entry = "open";
    for (const pair of this.#pairs) pair.way = undefined;
  }

  /** Ends connections that are dead: what a network does in the end. */
  bury(): void {
    for (const pair of [...this.#pairs]) if (pair.isDead) this.#end(pair);
  }

  async close(): Promise<void> {
    for (const pair of [...this.#pairs]) this.#end(pair);
    for (const timer of this.#timers) clearTimeout(timer);
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(page: Socket): void {
    const server = new Socket();
    const isDead = this.#entry === "stall before the handshake";
    const pair: Pair = { page, server, isDead, way: undefined, losesAnswer: false };
    this.#pairs.add(pair);
    for (const socket of [page, server]) {
      socket.setNoDelay(true);
      socket.on("error", () => this.#end(pair));
      socket.on("close", () => {
        if (!pair.isDead) this.#end(pair);
      });
    }
    server.connect(this.#target, "127.0.0.1");
    let toPage = Promise.resolve();
    let toServer = Promise.resolve();
    page.on("data", (data) => {
      if (this.#unanswered !== undefined && data.toString("latin1").startsWith(this.#unanswered)) {
        this.#unanswered = undefined;
        pair.losesAnswer = true;
      }
      toServer = toServer.then(() => this.#pass(pair, server, data));
    });
    server.on("data", (data) => {
      if (pair.losesAnswer) this.#end(pair);
      toPage = toPage.then(async () => {
        await this.#pass(pair, page, data);
        // Its first answer is the handshake: of the network, of Engine.IO or of WebSocket.
        if (this.#entry === "stall after the handshake") pair.isDead = true;
      });
    });
  }

  async #pass(pair: Pair, to: Socket, data: Buffer): Promise<void> {
    if (pair.isDead) return;
    if (pair.way === "delay") await this.#wait(20);
    else if (pair.way === "one byte at a time") {
      // Not for ever: what is long would take minutes.
      for (let i = 0; i < 64 && i < data.length - 1; i++) {
        to.write(data.subarray(0, 1));
        data = data.subarray(1);
        await this.#wait(0);
        if (pair.isDead) return;
      }
    }
    if (!pair.isDead && !to.destroyed) to.write(data);
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, milliseconds);
      this.#timers.add(timer);
    });
  }

  #end(pair: Pair): void {
    pair.isDead = true;
    this.#pairs.delete(pair);
    pair.page.destroy();
    pair.server.destroy();
  }
}
