/** @typedef {{ type: string, data?: string | undefined }} Packet */

const PACKET_TYPES = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

/** Between the packets of a request or of its answer. */
const SEPARATOR = "\x1e";

/** The version of the protocol. */
export const protocol = 4;

/**
 * @param {Packet} packet
 * @param {boolean} _binary
 * @param {(text: string) => void} done
 */
export function encodePacket({ type, data }, _binary, done) {
  done(PACKET_TYPES.indexOf(type) + (data || ""));
}

/**
 * @param {readonly Packet[]} packets
 * @param {(text: string) => void} done
 */
export function encodePayload(packets, done) {
  /** @type {string[]} */
  const texts = [];
  packets.forEach((packet) => {
    encodePacket(packet, false, (text) => texts.push(text));
  });
  done(texts.join(SEPARATOR));
}

/**
 * @param {unknown} input
 * @returns {Packet}
 */
export function decodePacket(input) {
  const text = `${input}`;
  const type = PACKET_TYPES[text.charCodeAt(0) - "0".charCodeAt(0)];
  return type ? { type, data: text.substring(1) || undefined } : { type: "error", data: "parser error" };
}

/** @param {string} text */
export function decodePayload(text) {
  return text.split(SEPARATOR).map(decodePacket);
}

/**
 * The bytes that a text has at most: what fits by this fits.
 *
 * @param {string} text
 */
export function byteLength(text) {
  return text.replace(/[^\0-\x7f]/g, "xxx").length;
}
