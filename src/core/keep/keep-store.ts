import { utf8Length } from "../../protocol";
import { quote } from "../log";
import type { Delivery } from "../sender";

/** Keeps statements for the nodes of one room. All answers are given at once. */
export interface KeepStore {
  /** How many bytes are kept: texts and keys. */
  readonly bytes: number;
  /**
   * Keeps a statement for a node, in place of an earlier one under the same key.
   *
   * @returns Why it cannot be kept; `undefined` when it is.
   */
  keep(nodeId: string, key: string, statement: Delivery): string | undefined;
  /** Drops a statement, or without a key all statements for the node. */
  forget(nodeId: string, key: string | undefined): void;
  /** The keys of a node, in the order of their first use. */
  keys(nodeId: string): string[];
  /** The statements for a node, in the order of the first use of their keys. */
  statements(nodeId: string): Iterable<Delivery>;
  /** Drops everything. */
  clear(): void;
}

/** The most nodes of a room for which something is kept: pages can name any number of nodes. */
export const MAX_KEPT_NODES = 1_000;

interface KeptNode {
  readonly statements: Map<string, Delivery>;
  bytes: number;
}

/** A {@link KeepStore} in the memory of this process. */
export class MemoryKeepStore implements KeepStore {
  readonly #maxBytes: number;
  readonly #nodes = new Map<string, KeptNode>();
  #bytes = 0;

  /** @param maxBytes - The most bytes kept for one node. 0: no limit. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  keep(nodeId: string, key: string, statement: Delivery): string | undefined {
    const node = this.#nodes.get(nodeId);
    if (!node && this.#nodes.size >= MAX_KEPT_NODES) {
      return `statements are kept for ${MAX_KEPT_NODES} nodes, the most of a room`;
    }
    const earlier = node?.statements.get(key);
    const added = sizeOf(key, statement) - (earlier ? sizeOf(key, earlier) : 0);
    const bytes = (node?.bytes ?? 0) + added;
    if (this.#maxBytes > 0 && bytes > this.#maxBytes) {
      return `${bytes} bytes would be kept for node ${quote(nodeId)}, at most ${this.#maxBytes} are allowed`;
    }
    const kept = node ?? { statements: new Map<string, Delivery>(), bytes: 0 };
    kept.statements.set(key, statement);
    kept.bytes = bytes;
    this.#bytes += added;
    this.#nodes.set(nodeId, kept);
    return undefined;
  }

  forget(nodeId: string, key: string | undefined): void {
    const node = this.#nodes.get(nodeId);
    if (!node) return;
    for (const [name, statement] of [...node.statements]) {
      if (key !== undefined && name !== key) continue;
      node.statements.delete(name);
      node.bytes -= sizeOf(name, statement);
      this.#bytes -= sizeOf(name, statement);
    }
    if (node.statements.size === 0) this.#nodes.delete(nodeId);
  }

  keys(nodeId: string): string[] {
    return [...(this.#nodes.get(nodeId)?.statements.keys() ?? [])];
  }

  statements(nodeId: string): Iterable<Delivery> {
    return [...(this.#nodes.get(nodeId)?.statements.values() ?? [])];
  }

  clear(): void {
    this.#nodes.clear();
    this.#bytes = 0;
  }
}

function sizeOf(key: string, { text }: Delivery): number {
  return utf8Length(key) + utf8Length(text);
}
