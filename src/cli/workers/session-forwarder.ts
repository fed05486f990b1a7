import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import {
  type HttpGuest,
  isWithin,
  mount,
  type RequestHandler,
  type UpgradeHandler,
} from "../../attach/intercept";
import { handOver, isSocketHandover } from "./process-channels";

/** What {@link forwardSessions} needs. */
export interface SessionForwarderOptions {
  /** The server that the pages connect to. */
  readonly server: Server;
  /** The number of this worker. */
  readonly worker: number;
  /** A folder that only the workers can use. */
  readonly folder: string;
  readonly socketIoPath: string;
}

/** The Socket.IO session IDs of a worker begin with this, so that every worker can tell whose a session is. */
export function sessionPrefix(worker: number): string {
  return `w${worker}-`;
}

/**
 * Lets the requests of a long-polling session reach the worker that holds it, whatever worker the operating system
 * gave the connection to: browsers spread one session over many connections, and proxies many sessions over one.
 * Requests are passed on by a local socket; connections that become WebSockets change hands for good.
 *
 * @returns Settled when the other workers can reach this one; the function stops that.
 */
export async function forwardSessions(options: SessionForwarderOptions): Promise<() => void> {
  const forwarder = new SessionForwarder(options);
  await forwarder.listen();
  return () => forwarder.close();
}

class SessionForwarder implements HttpGuest {
  readonly #options: SessionForwarderOptions;
  /** A new connection for each: between processes they cost little, and none ends just when it is used again. */
  readonly #agent = new Agent({ keepAlive: false });
  readonly #inner = createServer();
  readonly #unmount: () => void;
  readonly #takeOver = (message: unknown, socket: unknown) => this.#tookOver(message, socket);

  constructor(options: SessionForwarderOptions) {
    this.#options = options;
    const { server } = options;
    this.#inner.on("request", (request, response) => server.emit("request", request, response));
    this.#inner.on("upgrade", (request, socket, head) => server.emit("upgrade", request, socket, head));
    this.#unmount = mount(server, this, "forwarder");
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
    process.off("message", this.#takeOver);
    this.#inner.close();
    this.#inner.closeAllConnections();
    this.#agent.destroy();
  }

  requestHandler(path: string, asked?: IncomingMessage): RequestHandler | undefined {
    const owner = this.#otherOwner(path, asked?.url);
    if (owner === undefined) return undefined;
    return (request, response) => this.#pass(request, response, owner);
  }

  upgradeHandler(path: string, asked?: IncomingMessage): UpgradeHandler | undefined {
    const owner = this.#otherOwner(path, asked?.url);
    if (owner === undefined) return undefined;
    return (request, socket, head) => {
      if (socket instanceof Socket) handOver(socket, owner, Buffer.concat([headOf(request), head]));
      else socket.destroy();
    };
  }

  /** The worker that has the session which a request names, unless it is this one. */
  #otherOwner(path: string, url = ""): number | undefined {
    const { socketIoPath, worker } = this.#options;
    if (!isWithin(socketIoPath, path)) return undefined;
    const [, owner] = /[?&]sid=w(\d{1,6})-/.exec(url) ?? [];
    return owner === undefined || Number(owner) === worker ? undefined : Number(owner);
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
      response.writeHead(answer.statusCode ?? 502, others);
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

  #tookOver(message: unknown, socket: unknown): void {
    if (!isSocketHandover(message) || !(socket instanceof Socket)) return;
    socket.unshift(Buffer.from(message.read, "base64"));
    this.#options.server.emit("connection", socket);
  }

  #addressOf(worker: number): string {
    const name = `worker-${worker}.sock`;
    // Windows has no sockets in folders, but pipes of any name.
    return process.platform === "win32"
      ? join("\\\\.\\pipe", this.#options.folder.replace(/\W/g, "-"), name)
      : join(this.#options.folder, name);
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
