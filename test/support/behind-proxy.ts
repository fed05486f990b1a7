import { getRequest } from "./messages";
import { upgradeStatus } from "./upgrade";
import { connectSocketIo, connectWebSocket, registered } from "./wire-client";

/** Where a reverse proxy serves a jQluster. */
export interface ProxiedPlace {
  /** The address of the proxy, such as `127.0.0.1:12345`. */
  readonly address: string;
  /** What stands before the paths of jQluster, such as `/app`. @default nothing */
  readonly prefix?: string;
}

/**
 * Pages come through a proxy by both transports, and by long-polling and WebSocket, and reach each other; a page of
 * another origin is refused.
 *
 * @returns `closed` settles when the connections have ended, which the server is to do.
 */
export async function expectPagesMeetBehind({ address, prefix = "" }: ProxiedPlace) {
  const origin = `http://${address}`;
  const path = `${prefix}/socket.io`;
  const extraHeaders = { origin };
  const pages = [
    await registered(await connectSocketIo(origin, ["polling"], { path, extraHeaders }), "Alice"),
    await registered(await connectSocketIo(origin, ["websocket"], { path, extraHeaders }), "Bob"),
    await registered(await connectWebSocket(`ws://${address}${prefix}/jqluster`, { origin }), "Carol"),
  ] as const;
  const nodes = ["Alice", "Bob", "Carol"];
  for (const [i, page] of pages.entries()) {
    const request = getRequest(nodes[i] ?? "", nodes[(i + 1) % 3] ?? "");
    page.send(request);
    expect(await pages[(i + 1) % 3]?.next()).toEqual(request);
  }
  expect(await upgradeStatus(address, `${prefix}/jqluster`, { origin: "http://foe.example" })).toBe(403);
  return { closed: Promise.all(pages.map((page) => page.closed)) };
}
