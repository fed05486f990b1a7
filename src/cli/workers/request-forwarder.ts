import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { connect, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { type HttpHandler, mount, type RequestHandler, type UpgradeHandler } from "../../attach/intercept";
import { ConnectionPlacer } from "./connection-placer";
import type { Placement } from "./placement";
import { handOver, isSocketHandover } from "./socket-handover";
import { localSocket } from "./worker-environment";

/** What {@link forwardRequests} needs. */
export interface RequestForwarderOptions {
  /** The server that the pages connect to. */
  readonly server: Server;
  /** The number of this worker. */
  readonly worker: number;
  /** A folder that only the workers can use. */
  readonly folder: string;
  readonly placement: Placement;
}

/**
 * Lets requests reach the worker that they belong to, by their session or their room, whatever worker the operating
 * system gave the connection to: browsers spread one session over many connections, and proxies many sessions over one.
 * A connection whose first request belongs to another worker changes hands for good, and so does one that becomes a
 * WebSocket. Later requests of connections that are kept alive are passed on by a local socket.
 *
 * @returns Settled when the other workers can reach this one; the function stops that.
 */
export async function forwardRequests(options: RequestForwarderOptions): Promise<() => void> {
  const forwarder = new RequestForwarder(options);
  await forwarder.listen();
  return () => forwarder.close();
}

class RequestForwarder implements HttpHandler {
  readonly #options: RequestForwarderOptions;
  /** A new connection for each: between processes they cost little, and none ends just when it is used again. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #inner = createServer();
  readonly #unmount: () => void;
  readonly #placer: ConnectionPlacer;
  readonly #takeOver = (message: unknown, socket: unknown) => this.#tookOver(message, socket);

  constructor(options: RequestForwarderOptions) {
    this.#options = options;
    const { server } = options;
    this.#inner.on("request", (request, response) => server.emit("request", request, response));
    this.#inner.on("upgrade", (request, socket, head) => server.emit("upgrade", request, socket, head));
    this.#unmount = mount(server, this, "forwarder");
    this.#placer = new ConnectionPlacer(server, options.placement);
    process.on("message", this.#takeOver);
  }

  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#inner.once("error", reject);
      this.#inner.listen({ path: this.#addressOf(this.#options.worker), exclusive: true }, resolve);
    });
  }

  close(): void {
    this.#unmount();
    this.#placer.close();
    process.off("message", this.#takeOver);
    this.#inner.close();
    this.#inner.closeAllConnections();
    this.#agent.destroy();
  }

  requestHandler(_path: string, asked?: IncomingMessage): RequestHandler | undefined {
    const owner = this.#otherOwner(asked);
    if (owner === undefined) return undefined;
    return (request, response) => this.#pass(request, response, owner);
  }

  upgradeHandler(_path: string, asked?: IncomingMessage): UpgradeHandler | undefined {
    const owner = this.#otherOwner(asked);
    // What belongs to a worker that is gone is refused here.
    if (owner === undefined || !this.#options.placement.has(owner)) return undefined;
    return (request, socket, head) => {
      const read = Buffer.concat([headOf(request), head]);
      // The state of TLS cannot change hands.
      if (socket instanceof Socket && !(socket instanceof TLSSocket)) handOver(socket, owner, read);
      else this.#passOn(socket, owner, read);
    };
  }

  #otherOwner(asked: IncomingMessage | undefined): number | undefined {
    return asked?.url === undefined ? undefined : this.#options.placement.otherOwner(asked.url);
  }

  #pass(request: IncomingMessage, response: ServerResponse, owner: number): void {
    const { method, url: path } = request;
    // The end that asks must be the one that closes: closing after an early answer cuts off what is still being sent.
    const headers = { ...request.headers, connection: "keep-alive" };
    const passed = httpRequest({
      socketPath: this.#addressOf(owner),
      agent: this.#agent,
      method,
      path,
      headers,
    });
    passed.on("response", (answer) => {
      const { connection: _connection, "keep-alive": _keepAlive, ...others } = answer.headers;
      // The next request comes over a new connection, which goes to the right worker at once. One that may still be
      // sending its body is not cut off.
      const end = method === "GET" ? { connection: "close" } : {};
      response.writeHead(answer.statusCode ?? 502, { ...others, ...end });
      answer.pipe(response);
    });
    passed.on("error", () => {
      if (response.headersSent) response.destroy();
      else refuse(response);
    });
    response.on("close", () => {
      if (!response.writableFinished) passed.destroy();
    });
    request.pipe(passed);
  }

  #passOn(socket: Duplex, owner: number, read: Buffer): void {
    const passed = connect(this.#addressOf(owner));
    passed.write(read);
    for (const [one, other] of [
      [socket, passed],
      [passed, socket],
    ] as const) {
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  }

  #tookOver(message: unknown, socket: unknown): void {
    if (!isSocketHandover(message) || !(socket instanceof Socket)) return;
    socket.unshift(Buffer.from(message.read, "base64"));
    this.#placer.serve(socket);
  }

  #addressOf(worker: number): string {
    return localSocket(this.#options.folder, "http", worker);
  }
}

/** As Engine.IO answers: the page then begins a new session. */
function refuse(response: ServerResponse): void {
  response.writeHead(400, { "Content-Type": "application/json" });
  response.end(JSON.stringify({ code: 1, message: "Session ID unknown" }));
}

/** The beginning of a request as it came. */
function headOf({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
}
