import { type Message, utf8Length } from "../../protocol";
import { Delivery } from "../delivery";
import { LazyMap } from "../lazy-map";
import { quote } from "../log";
import { type KeptEntry, StampClock } from "./kept-entry";
import { RecentMap } from "./recent-map";

/** The most nodes of a room for which something is kept: pages can name any number of nodes. */
export const MAX_KEPT_NODES = 1_000;
/** The most keys that are known to be dropped; beyond it the oldest are forgotten. */
const MAX_DROPPED = 10_000;

interface KeptStatement {
  readonly entry: KeptEntry;
  readonly delivery: Delivery;
}

interface KeptNode {
  /** By key, in the order of the keys' first use. */
  statements: Map<string, KeptStatement>;
  bytes: number;
}

/** The statements that are kept for the nodes of one room, in the memory of this process. */
export class KeepStore {
  readonly #maxBytes: number;
  readonly #clock = new StampClock();
  readonly #nodes = new LazyMap<string, KeptNode>();
  /** Entries without a statement, by node and key: what is older and arrives later stays dropped. */
  readonly #dropped = new RecentMap<KeptEntry>(MAX_DROPPED);
  #bytes = 0;

  /** @param maxBytes - The most bytes kept for one node. 0: no limit. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How many bytes are kept: texts and keys. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Keeps a statement for a node, in place of an earlier one under the same key.
   *
   * @returns The entry, or why it cannot be kept.
   */
  keep(nodeId: string, key: string, delivery: Delivery): KeptEntry | string {
    const node = this.#nodes.get(nodeId);
    if (!node && this.#nodes.size >= MAX_KEPT_NODES) {
      return `statements are kept for ${MAX_KEPT_NODES} nodes, the most of a room`;
    }
    const { text } = delivery;
    const earlier = node?.statements.get(key)?.entry;
    const bytes = (node?.bytes ?? 0) + sizeOf(key, text) - (earlier ? sizeOf(key, earlier.text) : 0);
    if (this.#maxBytes > 0 && bytes > this.#maxBytes) {
      return `${bytes} bytes would be kept for node ${quote(nodeId)}, at most ${this.#maxBytes} are allowed`;
    }
    const version = this.#clock.next();
    const entry = { node: nodeId, key, first: earlier?.first ?? version, version, text };
    this.#put(entry, delivery);
    return entry;
  }

  /** Drops a statement, or without a key all statements for the node. @returns The entries that say so. */
  forget(nodeId: string, key: string | undefined): KeptEntry[] {
    const forgotten = this.#entriesOf(nodeId).filter((entry) => key === undefined || entry.key === key);
    const entries = forgotten.map((entry) => ({ ...entry, version: this.#clock.next(), text: null }));
    for (const entry of entries) this.#drop(entry);
    return entries;
  }

  /**
   * Takes an entry of another process or a storage. The limits were checked where it was said.
   *
   * @returns The statement, when it is later than what was known.
   * @throws SyntaxError when its text is not JSON.
   */
  merge(entry: KeptEntry): Delivery | undefined {
    const { node, key, version, text } = entry;
    const known = this.#nodes.get(node)?.statements.get(key)?.entry ?? this.#dropped.get(nameOf(entry));
    if (known && known.version >= version) return undefined;
    const delivery =
      text === null ? undefined : new Delivery(JSON.parse(text) as Message, text, undefined, version);
    this.#clock.see(version);
    if (delivery) this.#put(entry, delivery);
    else this.#drop(entry);
    return delivery;
  }

  /** The newer drop of the key of `entry`, if any; the process that sent `entry` may not know of it. */
  dropAfter(entry: KeptEntry): KeptEntry | undefined {
    const drop = entry.text === null ? undefined : this.#dropped.get(nameOf(entry));
    return drop && drop.version > entry.version ? drop : undefined;
  }

  /** The keys of a node, in the order of their first use. */
  keys(nodeId: string): string[] {
    return this.#entriesOf(nodeId).map(({ key }) => key);
  }

  /** The statements for a node, in the order of the first use of their keys. */
  statements(nodeId: string): Delivery[] {
    return Array.from(this.#nodes.get(nodeId)?.statements.values() ?? [], ({ delivery }) => delivery);
  }

  /** The version of each key that is kept for a node, or was dropped. */
  versions(nodeId: string): [key: string, version: string][] {
    const dropped = [...this.#dropped.values()].filter(({ node }) => node === nodeId);
    return [...this.#entriesOf(nodeId), ...dropped].map(({ key, version }) => [key, version]);
  }

  /** All that other processes have to know, in parts. */
  *parts(): Iterable<KeptEntry[]> {
    if (this.#dropped.size > 0) yield [...this.#dropped.values()];
    for (const nodeId of this.#nodes.keys()) yield this.#entriesOf(nodeId);
  }

  /** Forgets everything, here only. */
  clear(): void {
    this.#nodes.clear();
    this.#dropped.clear();
    this.#bytes = 0;
  }

  #entriesOf(nodeId: string): KeptEntry[] {
    return Array.from(this.#nodes.get(nodeId)?.statements.values() ?? [], ({ entry }) => entry);
  }

  #put(entry: KeptEntry, delivery: Delivery): void {
    const node = this.#nodes.get(entry.node) ?? { statements: new Map<string, KeptStatement>(), bytes: 0 };
    this.#nodes.set(entry.node, node);
    const earlier = node.statements.get(entry.key)?.entry;
    const added = sizeOf(entry.key, entry.text) - (earlier ? sizeOf(entry.key, earlier.text) : 0);
    node.bytes += added;
    this.#bytes += added;
    node.statements.set(entry.key, { entry, delivery });
    this.#dropped.delete(nameOf(entry));
    if (earlier?.first === entry.first || isLast(node, entry)) return;
    node.statements = new Map([...node.statements].sort(([, one], [, other]) => byFirstUse(one, other)));
  }

  #drop(entry: KeptEntry): void {
    const node = this.#nodes.get(entry.node);
    const earlier = node?.statements.get(entry.key)?.entry;
    if (node && earlier) {
      node.statements.delete(entry.key);
      node.bytes -= sizeOf(entry.key, earlier.text);
      this.#bytes -= sizeOf(entry.key, earlier.text);
      if (node.statements.size === 0) this.#nodes.delete(entry.node);
    }
    this.#dropped.set(nameOf(entry), entry);
  }
}

/** Whether the entry's place is the last one. An entry with a new key was appended there, so no sort is needed. */
function isLast({ statements }: KeptNode, { key, first }: KeptEntry): boolean {
  let last: string | undefined;
  for (const { entry } of statements.values()) {
    last = entry.key;
    if (entry.first > first) return false;
  }
  return last === key;
}

function byFirstUse(one: KeptStatement, other: KeptStatement): number {
  return one.entry.first < other.entry.first ? -1 : 1;
}

/** IDs of nodes have no control characters, so names are unique. */
function nameOf({ node, key }: KeptEntry): string {
  return `${node}\n${key}`;
}

function sizeOf(key: string, text: string | null): number {
  return utf8Length(key) + utf8Length(text ?? "");
}
