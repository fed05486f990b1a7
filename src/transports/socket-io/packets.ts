import { Decoder, Encoder, PacketType } from "socket.io-parser";
import { MESSAGE_EVENT } from "../../protocol";

const EVENT_START = `["${MESSAGE_EVENT}",`;
const EVENT_END = "]";
const PACKET_START = `2${EVENT_START}`;

/**
 * How many bytes the packet of a message has beyond the message: `42["jqluster-message",…]` as Engine.IO sends it.
 *
 * @param namespace - The namespace's name, such as `/`.
 */
export function packetOverhead(namespace: string): number {
  return Buffer.byteLength(`42${placeOf(namespace)}${EVENT_START}${EVENT_END}`);
}

/** What stands in a packet for the namespace. */
function placeOf(namespace: string): string {
  return namespace === "/" ? "" : `${namespace},`;
}

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
  const event = `2${placeOf(namespace)}`;
  // Engine.IO has taken its own digit away.
  const overhead = packetOverhead(namespace) - 1;
  return (packet) => {
    // A character has at most three bytes of UTF-8.
    if (typeof packet !== "string" || packet.length * 3 - overhead <= limit) return false;
    if (!packet.startsWith(event) || (namespace === "/" && packet.startsWith("/", 1))) return false;
    return Buffer.byteLength(packet) - overhead > limit;
  };
}

// --- decoding ---

/** What one of our packets held, with its JSON text. Nobody outside can make one. */
export class DecodedMessage {
  /** What the text says: anything that JSON can carry. */
  readonly input: unknown;
  readonly text: string;

  constructor(input: unknown, text: string) {
    this.input = input;
    this.text = text;
  }
}

/** Decodes the packets of messages with less ado, and keeps their text, so that they are not encoded again. */
class MessageDecoder extends Decoder {
  #onlyTextSoFar = true;

  override add(packet: unknown): void {
    const message = this.#onlyTextSoFar && typeof packet === "string" ? decode(packet) : undefined;
    if (message) {
      this.emitReserved("decoded", { type: PacketType.EVENT, nsp: "/", data: [MESSAGE_EVENT, message] });
      return;
    }
    // No other packet may come between the parts of a binary packet, so nothing after this one can be decoded.
    if (typeof packet !== "string" || announcesBinary(packet)) this.#onlyTextSoFar = false;
    super.add(packet);
  }
}

/** The parser for the Socket.IO of our own engine. */
export const messageParser = { Encoder, Decoder: MessageDecoder };

function decode(packet: string): DecodedMessage | undefined {
  const text = textOf(packet);
  if (text === undefined) return undefined;
  try {
    return new DecodedMessage(JSON.parse(text), text);
  } catch {
    // An event with several arguments, or no JSON at all: Socket.IO knows what to do.
    return undefined;
  }
}

function announcesBinary(packet: string): boolean {
  const type = Number(packet[0]);
  return type === PacketType.BINARY_EVENT || type === PacketType.BINARY_ACK;
}

/**
 * Whether binary data is somewhere in what Socket.IO decoded. A message is JSON: other transports cannot send binary
 * data, and attachments would exceed `maxMessageBytes`.
 */
export function holdsBinary(input: unknown): boolean {
  // Without recursion, since a stranger chooses the depth.
  const left = [input];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== "object" || value === null) continue;
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
    for (const member of Object.values(value)) left.push(member);
  }
  return false;
}
