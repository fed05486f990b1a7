import { MESSAGE_EVENT } from "../../protocol";

const EVENT_START = `["${MESSAGE_EVENT}",`;
const EVENT_END = "]";
const PACKET_START = `2${EVENT_START}`;

/** How many bytes the packet of a message has beyond the message: `42["jqluster-message",…]` as Engine.IO sends it. */
export const PACKET_OVERHEAD = `42${EVENT_START}${EVENT_END}`.length;

/** The Socket.IO packet of a message in the main namespace, from the message's JSON text. */
export function packetOf(text: string): string {
  return PACKET_START + text + EVENT_END;
}

/** The message's JSON text in such a packet, or `undefined` when it is another kind of packet. */
export function textOf(packet: string): string | undefined {
  if (!packet.startsWith(PACKET_START) || !packet.endsWith(EVENT_END)) return undefined;
  return packet.slice(PACKET_START.length, -EVENT_END.length);
}

/**
 * How large the message in a Socket.IO packet of one namespace is.
 *
 * @param namespace - The namespace's name, such as `/`.
 * @param limit - The size that matters, in bytes.
 * @returns A function that tells whether the message in a packet is larger than that. It says no to packets of
 *   other namespaces, and looks closer only at long ones.
 */
export function packetSizeChecker(namespace: string, limit: number): (packet: unknown) => boolean {
  const place = namespace === "/" ? "" : `${namespace},`;
  const event = `2${place}`;
  const overhead = event.length + EVENT_START.length + EVENT_END.length;
  return (packet) => {
    // A character has at most three bytes of UTF-8.
    if (typeof packet !== "string" || packet.length * 3 - overhead <= limit) return false;
    if (!packet.startsWith(event) || (namespace === "/" && packet.startsWith("/", 1))) return false;
    return Buffer.byteLength(packet) - overhead > limit;
  };
}
