import { Decoder, Encoder, PacketType } from "socket.io-parser";
import { MESSAGE_EVENT } from "../../protocol";
import { textOf } from "./packets";

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
    // Between the parts of a binary packet there may be no other: what comes from now on is not ours to decode.
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
