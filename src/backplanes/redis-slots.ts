/** How many slots every Redis Cluster has. */
const SLOTS = 16_384;

/** Slots of a Redis Cluster, and the server that has them. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
  readonly host: string;
  readonly port: number;
}

/** Reads the answer to `CLUSTER SLOTS`: ranges, each with its servers, of which the first takes commands. */
export function slotRangesOf(answer: unknown): SlotRange[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((range: unknown) => {
    if (!Array.isArray(range)) return [];
    const [first, last, server]: unknown[] = range;
    if (!Array.isArray(server)) return [];
    const [host, port]: unknown[] = server;
    return [{ first: Number(first), last: Number(last), host: String(host ?? ""), port: Number(port) }];
  });
}

/** The slot of all channels with this hash tag: the CRC-16 (XMODEM) of the tag, which ends at its first brace. */
export function slotOfTag(tag: string): number {
  const [hashed = ""] = tag.split("}", 1);
  let crc = 0;
  for (const byte of Buffer.from(hashed)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0);
  }
  return (crc & 0xffff) % SLOTS;
}

/** @returns The range that has the slot. */
export function rangeOf(ranges: readonly SlotRange[], slot: number): SlotRange | undefined {
  return ranges.find(({ first, last }) => first <= slot && slot <= last);
}

/**
 * The room that a channel belongs to, as the name of a hash tag: all channels of a room have one slot.
 * Channels of a room with a name begin with `room:`, the name, and a line break; all else is the room without a name.
 */
export function roomTagOf(channel: string): string {
  return channel.startsWith("room:") ? channel.slice(0, channel.indexOf("\n")) : "room";
}
