import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  request,
  type Server,
} from "node:http";

/** How a proxy hands requests on. */
export interface ProxyOptions {
  /** Only paths that begin so are handed on. */
  readonly prefix: string;
  /** Whether the prefix is taken off on the way. */
  readonly strip: boolean;
  /** Such as `127.0.0.1:12345`. */
  readonly target: string;
}

/** A reverse proxy that hands requests and upgrades on, with the `Host` the visitor asked for. */
export function createReverseProxy({ prefix, strip, target }: ProxyOptions): Server {
  const [host, port] = target.split(":");
  const pass = ({ method, url = "/", headers }: IncomingMessage) => {
    const path = strip ? url.slice(prefix.length) || "/" : url;
    return request({ host, port, method, path, headers, agent: false });
  };
  const server = createServer((incoming, response) => {
    if (!incoming.url?.startsWith(prefix)) {
      response.writeHead(404).end();
      return;
    }
    const outgoing = pass(incoming);
    outgoing.on("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  server.on("upgrade", (incoming: IncomingMessage, socket) => {
    const outgoing = pass(incoming);
    outgoing.on("upgrade", (answer, upstream, head) => {
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headerLines(answer.headers)}\r\n`);
      upstream.unshift(head);
      upstream.pipe(socket).pipe(upstream);
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
    });
    outgoing.on("response", () => socket.destroy());
    outgoing.on("error", () => socket.destroy());
    outgoing.end();
  });
  return server;
}

function headerLines(headers: OutgoingHttpHeaders): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}
