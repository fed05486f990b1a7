import { createNode, type Node } from "../../../src/client/node";
import { createResponder, type ResponderOptions } from "../../../src/client/page/responder";
import { createRemotes, type RemoteFunction } from "../../../src/client/remote/remote-function";
import { LIMIT } from "../until";
import { type FakePage, fakePage } from "./fake-page";
import type { ModelNetwork } from "./processes";

/** More turns of the event loop than any message needs. */
const TURNS = 25;

/** A page of a program, with a network of its own. */
export interface ModelPage {
  readonly node: Node;
  readonly remote: RemoteFunction;
  readonly page: FakePage;
  readonly network: ModelNetwork;
}

/** Opens a page of our own client, without a browser. @param onError - Gets what went wrong on it. */
export function openModelPage(
  nodeId: string,
  target: string,
  network: ModelNetwork,
  onError: (error: Error) => void,
): ModelPage {
  const page = fakePage();
  const { transport } = network;
  const whenReady = (ready: () => void) => ready();
  const respond = (parts: ResponderOptions) => createResponder(page.target, parts);
  const node = createNode({ nodeId, transport, notify: [], timeout: 0, respond, whenReady });
  // A page that registers anew is given all that is kept once more.
  node.events.on("connect", ({ recovered }) => {
    if (!recovered) page.forgetTexts();
  });
  node.events.on("error", onError);
  return { node, page, network, remote: createRemotes(node)(target) };
}

/** Lets the event loop go round. */
export async function turns(count = TURNS): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
}

/** What a page shows for a key. */
export function shownOn({ page }: ModelPage, key: string) {
  const { text, value, classes } = page.shown[`#${key}`] ?? {};
  return { text, value, classes };
}

/** Waits until a page is registered. */
export async function connected({ node }: ModelPage): Promise<void> {
  await holds(() => {
    if (!node.connected()) node.wake();
    return node.connected();
  });
  await turns(3);
}

/** Waits turn by turn. @throws Error when it never comes. */
export async function holds(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`in vain waited until ${condition}`);
    await new Promise(setImmediate);
  }
}
