import type { Encodable } from "../../connection";

const FINAL_TEXT = 0x81;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/**
 * Encodes a text as one WebSocket frame of a server, ready to be written to any number of sockets. The encoder of `ws`
 * makes three buffers of it, and its types do not declare it.
 *
 * @example
 * socket.sendFrame(textFrame('{"message_id":"1"}'));
 */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const start = length < LENGTH_16 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(start + length);
  frame[0] = FINAL_TEXT;
  if (start === 2) frame[1] = length;
  else if (start === 4) {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = LENGTH_64;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, start);
  return frame;
}

/**
 * Encodes a message once for all its receivers, who get it one after the other.
 *
 * @param encode - Encodes the text of a message.
 * @returns Gives the encoded form of a message.
 * @example
 * const frameOf = encodeOnce(textFrame);
 */
export function encodeOnce<Encoded>(encode: (text: string) => Encoded): (content: Encodable) => Encoded {
  let last: { readonly content: Encodable; readonly encoded: Encoded } | undefined;
  return (content) => {
    if (last?.content !== content) last = { content, encoded: encode(content.text) };
    return last.encoded;
  };
}
