import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ask, type Way } from "./ask";

/** A proxy in front of a server, at its own address. */
export interface RepeatingProxy {
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Does as browsers do where the TCP connection is lost just before the answer comes: what it is asked for, it asks for
 * once more, and gives the second answer alone.
 *
 * @param target - Such as `127.0.0.1:12345`.
 * @param isRepeated - Which requests it asks twice.
 */
export async function startRepeatingProxy(
  target: string,
  isRepeated: (request: IncomingMessage) => boolean,
): Promise<RepeatingProxy> {
  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = "/" } = incoming;
    const way: Way = { path: url, method: method === "POST" ? "POST" : "GET", body: await text(incoming) };
    let answer = await ask(target, way, {});
    if (isRepeated(incoming)) answer = await ask(target, way, {});
    response.writeHead(answer.status, { "Content-Type": answer.headers["content-type"] }).end(answer.text);
  }
  const server = createServer((incoming, response) => {
    // The server ends what is asked when it closes.
    pass(incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
