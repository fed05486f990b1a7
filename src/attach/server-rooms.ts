import type { Rooms } from "../connection";
import { type Backplane, JqlusterServer, type JqlusterServerOptions, type Logger } from "../core";

/** Options of {@link ServerRooms}: those of each core, and how many rooms there may be. */
export interface ServerRoomsOptions extends JqlusterServerOptions {
  readonly logger: Logger;
  /** How many rooms with a name may have pages at once. 0: any number. */
  readonly maxRooms: number;
}

/** The cores of a server: one for the room without a name, and one for each room with a name while it has pages. */
export class ServerRooms implements Rooms {
  /** The core of the room without a name. */
  readonly main: JqlusterServer;
  readonly #options: ServerRoomsOptions;
  readonly #named = new Map<string, JqlusterServer>();

  constructor(options: ServerRoomsOptions) {
    this.#options = options;
    this.main = new JqlusterServer(options);
  }

  /** How many rooms with a name there are, and the sums over all rooms. */
  get counts(): {
    readonly rooms: number;
    readonly connections: number;
    readonly nodes: number;
    readonly pendingRequests: number;
  } {
    let { connections, nodes, pendingRequests } = this.main.counts;
    for (const { counts } of this.#named.values()) {
      connections += counts.connections;
      nodes += counts.nodes;
      pendingRequests += counts.pendingRequests;
    }
    return { rooms: this.#named.size, connections, nodes, pendingRequests };
  }

  /** How many bytes of statements are kept, in all rooms. */
  get keptBytes(): number {
    let bytes = this.main.keptBytes;
    for (const core of this.#named.values()) bytes += core.keptBytes;
    return bytes;
  }

  enter(name: string | undefined): JqlusterServer | undefined {
    const { maxRooms } = this.#options;
    const isFull = maxRooms > 0 && this.#named.size >= maxRooms;
    if (name !== undefined && isFull && !this.#named.has(name)) return undefined;
    return this.coreOf(name);
  }

  /** The core of a room, made when there is none. It is removed again when no page has registered by the next turn. */
  coreOf(name: string | undefined): JqlusterServer {
    if (name === undefined) return this.main;
    const present = this.#named.get(name);
    if (present) return present;
    const core = this.#createCore(name);
    this.#named.set(name, core);
    setImmediate(() => this.#removeIfEmpty(name, core));
    return core;
  }

  /** Takes all rooms out of the cluster. */
  close(): void {
    this.main.close();
    for (const core of this.#named.values()) core.close();
    this.#named.clear();
  }

  #createCore(name: string): JqlusterServer {
    const { logger, backplane } = this.#options;
    const core: JqlusterServer = new JqlusterServer({
      ...this.#options,
      logger: (level, text, context) => logger(level, text, { ...context, room: name }),
      ...(backplane ? { backplane: scopedBackplane(backplane, name) } : {}),
      onEmpty: () => this.#removeIfEmpty(name, core),
    });
    return core;
  }

  #removeIfEmpty(name: string, core: JqlusterServer): void {
    if (!core.isEmpty || this.#named.get(name) !== core) return;
    this.#named.delete(name);
    core.close();
  }
}

/** The part of a backplane that belongs to one room: its channels begin with the room's name. */
function scopedBackplane(backplane: Backplane, room: string): Backplane {
  const prefix = `room:${room}\n`;
  const { storage } = backplane;
  return {
    ...(storage && {
      storage: {
        load: (channel, receive) => storage.load(prefix + channel, receive),
        save: (channel, entries, timeout) => storage.save(prefix + channel, entries, timeout),
      },
    }),
    get isUp() {
      return backplane.isUp;
    },
    onChange: (listener) => backplane.onChange(listener),
    onLoss: (listener) => backplane.onLoss?.(listener) ?? (() => {}),
    subscribe: (channel, receive) => backplane.subscribe(prefix + channel, receive),
    unsubscribe: (channel) => backplane.unsubscribe(prefix + channel),
    publish: (channel, payload) => backplane.publish(prefix + channel, payload),
    mayReach: (channel) => backplane.mayReach?.(prefix + channel) ?? true,
    count: (channels) => backplane.count(channels.map((channel) => prefix + channel)),
    // Belongs to its owner, not to the room.
    close: async () => {},
  };
}
