import { toJson } from "../to-json";
/** A packet of the Socket.IO protocol, version 5, as far as it is used here. */
export interface SocketIoPacket {
  readonly type: string;
  readonly namespace: string;
  /** What it carries; `undefined` for nothing. */
  readonly data: unknown;
}

/** The packet types that are used here. */
export const PacketType = { connect: "0", disconnect: "1", event: "2", connectError: "4" } as const;

/** Writes a packet: its type, its namespace unless that is `/`, and JSON. */
export function writePacket(type: string, namespace: string, data: unknown): string {
  return type + (namespace === "/" ? "" : `${namespace},`) + (data === undefined ? "" : toJson(data));
}

/** Writes the packet of an event with one argument, which is JSON already. */
export function writeEvent(namespace: string, name: string, json: string): string {
  return `${writePacket(PacketType.event, namespace, undefined)}["${name}",${json}]`;
}

/**
 * Reads a packet. An acknowledgement ID is skipped: nothing here answers by one.
 *
 * @returns `undefined` for binary data and for what is no packet.
 */
export function readPacket(input: unknown): SocketIoPacket | undefined {
  const parts = typeof input === "string" && /^([0-4])(?:(\/[^,]*),)?\d*([\s\S]*)$/.exec(input);
  if (!parts) return undefined;
  try {
    return {
      type: parts[1] as string,
      namespace: parts[2] || "/",
      data: parts[3] ? JSON.parse(parts[3]) : undefined,
    };
  } catch {
    return undefined;
  }
}
