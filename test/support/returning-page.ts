import type { Message } from "../../src/protocol";
import { register } from "./messages";
import type { FlowPage } from "./request-flow";
import { Inbox, type WireClient } from "./wire-client";

/** A page that connects and registers again, by itself, whenever it loses its connection. */
export interface ReturningPage extends FlowPage {
  /** How often it has lost its connection. */
  readonly losses: number;
  /** Ends it, for good. */
  close(): Promise<void>;
}

const RETRY_DELAY = 50;

/** Connects a page under a node ID, and keeps it connected. */
export async function returningPage(
  nodeId: string,
  connect: () => Promise<WireClient>,
): Promise<ReturningPage> {
  const inbox = new Inbox();
  const listeners: (() => void)[] = [];
  let losses = 0;
  let isConnected = false;
  let isClosed = false;
  let client = await enter();
  const ended = run();

  async function enter(): Promise<WireClient> {
    const entering = await connect();
    // Nobody waits for its last poll.
    entering.closed.catch(() => {});
    entering.send(register(nodeId));
    const reply = await nextOf(entering);
    if (reply?.message_type === "register_reply") {
      isConnected = true;
      return entering;
    }
    entering.close();
    throw new Error("it was not let in");
  }

  async function run(): Promise<void> {
    for (;;) {
      for (let received = await nextOf(client); received; received = await nextOf(client))
        inbox.push(received);
      isConnected = false;
      if (isClosed) return;
      losses += 1;
      for (const listener of listeners) listener();
      await comeBack();
    }
  }

  async function comeBack(): Promise<void> {
    while (!isClosed) {
      try {
        client = await enter();
        if (isClosed) client.close();
        return;
      } catch {
        // The service is about to start again, or another takes its place.
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
      }
    }
  }

  return {
    get losses() {
      return losses;
    },
    send: (sent) => client.send(sent),
    next: () => inbox.next(),
    isConnected: () => isConnected,
    onLost: (listener) => listeners.push(listener),
    async close() {
      isClosed = true;
      client.close();
      await ended;
    },
  };
}

/**
 * The next message of a client, or `undefined` once it has lost its connection. It does not wait for requests that
 * are still open: a poll to a service that lives on ends with that service's next ping, up to 25 s later.
 */
function nextOf(client: WireClient): Promise<Message | undefined> {
  return Promise.race([client.next(), client.lost.then(() => undefined)]);
}
