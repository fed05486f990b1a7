import type { KeepStorage, KeptEntry } from "../core";
import type { RedisConnection } from "./redis-connection";

/** How many entries of a long hash are read at a time. */
const SCAN_COUNT = 20;

/**
 * ARGV: for how long the hash lasts in milliseconds (0: for ever), and three for each entry: field, version, value.
 * A value begins with its version and a line break; an empty one drops the field. Later versions hold.
 */
const SAVE = `
for i = 2, #ARGV, 3 do
  local stored = redis.call("HGET", KEYS[1], ARGV[i])
  local version = stored and string.match(stored, "^[^\\n]*") or ""
  if version < ARGV[i + 1] then
    if ARGV[i + 2] == "" then redis.call("HDEL", KEYS[1], ARGV[i])
    else redis.call("HSET", KEYS[1], ARGV[i], ARGV[i + 2]) end
  end
end
if ARGV[1] == "0" then redis.call("PERSIST", KEYS[1]) else redis.call("PEXPIRE", KEYS[1], ARGV[1]) end
return 1`;

/** Keeps statements in Redis: one hash for each room, with a field for each key of a node. */
export class RedisKeepStorage implements KeepStorage {
  readonly #prefix: string;
  readonly #whenUp: () => RedisConnection;

  /** @param whenUp - The connection for publications. Throws while Redis is disconnected. */
  constructor(prefix: string, whenUp: () => RedisConnection) {
    this.#prefix = prefix;
    this.#whenUp = whenUp;
  }

  async load(channel: string, receive: (entries: readonly KeptEntry[]) => void): Promise<void> {
    const connection = this.#whenUp();
    let cursor = "0";
    do {
      const [next, fields] = await connection.scanHash(this.#keyOf(channel), cursor, SCAN_COUNT);
      const entries: KeptEntry[] = [];
      for (let i = 0; i + 1 < fields.length; i += 2)
        entries.push(entryOf(fields[i] ?? "", fields[i + 1] ?? ""));
      receive(entries);
      cursor = next;
    } while (cursor !== "0");
  }

  async save(channel: string, entries: readonly KeptEntry[], timeout: number): Promise<void> {
    const values = entries.flatMap(({ node, key, first, version, text }) => [
      `${node}\n${key}`,
      version,
      text === null ? "" : `${version}\n${first}\n${text}`,
    ]);
    const lasting = String(Math.ceil(timeout));
    await this.#whenUp().evaluate(SAVE, this.#keyOf(channel), [lasting, ...values]);
  }

  #keyOf(channel: string): string {
    return `${this.#prefix}${channel}`;
  }
}

/** Neither IDs of nodes nor stamps have line breaks. What is not ours becomes an entry with an empty version, the least. */
function entryOf(field: string, value: string): KeptEntry {
  const [node = "", key = ""] = field.split("\n");
  const [version = "", first = ""] = value.split("\n", 2);
  return { node, key, first, version, text: value.slice(version.length + first.length + 2) };
}
