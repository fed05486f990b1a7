import { JqlusterServer, type JqlusterServerOptions, type Logger } from "../../src/core";
import type { Message } from "../../src/protocol";
import { type MemoryBackplane, MemoryBus } from "./memory-backplane";
import { message, register } from "./messages";
import { Inbox } from "./wire-client";

/** A page of a core, without any transport. */
export interface CorePage {
  readonly id: string;
  readonly inbox: Inbox;
  send(message: Message): void;
  leave(): void;
}

/** A core of its own, as in a process of its own. */
export interface CoreProcess {
  readonly core: JqlusterServer;
  readonly backplane: MemoryBackplane;
  readonly log: string[];
  /** Registers a page and waits for the answer. */
  page(nodeId: string, pageId?: string): Promise<CorePage>;
}

let counter = 0;

/** Starts cores that are joined by a bus in memory. */
export function startCores(count: number, options: JqlusterServerOptions = {}, bus = new MemoryBus()) {
  const processes = Array.from({ length: count }, () => startCore(bus.connect(), options));
  return {
    processes,
    bus,
    async close() {
      for (const { core, backplane } of processes) {
        core.close();
        await backplane.close();
      }
    },
  };
}

/** A core on a backplane. */
export function startCore(backplane: MemoryBackplane, options: JqlusterServerOptions = {}): CoreProcess {
  const log: string[] = [];
  const logger: Logger = (level, text) => log.push(`${level}: ${text}`);
  const core = new JqlusterServer({ logger, ...options, backplane });
  return {
    core,
    backplane,
    log,
    async page(nodeId, pageId) {
      counter += 1;
      const id = `page#${counter}`;
      const inbox = new Inbox();
      const asked = register(nodeId, pageId);
      core.register({ uniqueId: id, message: asked, sender: (received) => inbox.push(received) });
      expect(await inbox.next()).toMatchObject({ message_type: "register_reply", body: { error: null } });
      return {
        id,
        inbox,
        send: (sent) => core.distribute(sent, { source: id }),
        leave: () => core.unregister(id),
      };
    },
  };
}

/** Waits until what was published before has arrived at the other process. */
export async function settled(sender: Pick<CorePage, "send">, other: CoreProcess): Promise<void> {
  const probe = await other.page("probe");
  sender.send(message("probe", "anyone", "probe"));
  await probe.inbox.next();
  probe.leave();
  await new Promise(setImmediate);
}
