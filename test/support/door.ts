import { type ConnectionPort, NodeConnection, type NodeConnectionOptions } from "../../src/connection";
import { JqlusterServer, type LogLevel } from "../../src/core";
import type { Message } from "../../src/protocol";
import { recordingObserver } from "./core-with-limits";
import { register } from "./messages";

/** A page at a door, joined to it by nothing but function calls. */
export interface DoorPage {
  readonly door: NodeConnection;
  /** What it was sent and did not take yet. */
  readonly inbox: Message[];
  /** Why the server closed it. */
  readonly closings: string[];
  /** How many bytes the transport says it holds for it. */
  unsentBytes: number;
}

/** Doors of one core, with the options given. */
export function doors({
  core: given,
  ...options
}: Partial<NodeConnectionOptions> & { core?: JqlusterServer } = {}) {
  const { observer, seen } = recordingObserver();
  const log: { readonly level: LogLevel; readonly text: string }[] = [];
  const core = given ?? new JqlusterServer({ observer });
  let counter = 0;

  function connect(port: Partial<ConnectionPort> = {}): DoorPage {
    counter += 1;
    const inbox: Message[] = [];
    const closings: string[] = [];
    const door = new NodeConnection(
      {
        id: `test#${counter}`,
        transport: "test",
        handshake: { headers: {}, query: {}, auth: {}, address: "192.0.2.1" },
        send: (message) => inbox.push(message),
        unsentBytes: () => page.unsentBytes,
        close: (reason) => closings.push(reason),
        ...port,
      },
      {
        rooms: { enter: () => core },
        logger: (level, text) => log.push({ level, text }),
        observer,
        ...options,
      },
    );
    const page: DoorPage = { door, inbox, closings, unsentBytes: 0 };
    return page;
  }

  /** Connects and registers; the reply is taken out of the inbox. */
  function join(nodeId: string, pageId?: string): DoorPage {
    const page = connect();
    page.door.receive(register(nodeId, pageId));
    page.inbox.length = 0;
    return page;
  }

  return { core, connect, join, seen, log };
}

/** The `error` of each message's body. */
export function errorsOf(inbox: readonly Message[]): unknown[] {
  return inbox.map(({ body }) => (body as { readonly error?: unknown } | undefined)?.error);
}
