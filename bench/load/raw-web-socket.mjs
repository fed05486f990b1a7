import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";

const TEXT = 0x81;
const BINARY = 0x82;
const PING = 9;
const PONG = 0x8a;

/**
 * A WebSocket client with next to no cost of its own, so that the load is not what is measured.
 * Takes only whole frames, as all the measured servers send them.
 */
export class RawWebSocket {
  /** @type {(text: string) => void} */
  onText = () => {};
  #socket;
  /** @type {Buffer} */
  #rest = Buffer.alloc(0);
  #frameKind = TEXT;

  /** @param {import("node:net").Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.on("data", (data) => this.#take(data));
  }

  /**
   * @param {number} port
   * @param {string} path
   * @param {{ binary?: boolean }} [options] Whether to send binary frames.
   */
  static async open(port, path, { binary = false } = {}) {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const refuse = () => socket.destroy(lost());
    socket.once("end", refuse);
    const key = randomBytes(16).toString("base64");
    const head = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      `Sec-WebSocket-Key: ${key}`,
    ];
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
    let answer = Buffer.alloc(0);
    let end = -1;
    while (end < 0) {
      const [data] = await once(socket, "data");
      answer = Buffer.concat([answer, data]);
      end = answer.indexOf("\r\n\r\n");
    }
    if (!answer.toString("latin1").startsWith("HTTP/1.1 101")) {
      throw new Error(`${path} answers ${answer.toString("latin1", 0, end)}`);
    }
    socket.off("end", refuse);
    // A connection that is lost later is seen by its end.
    socket.on("error", () => {});
    const client = new RawWebSocket(socket);
    if (binary) client.#frameKind = BINARY;
    client.#rest = answer.subarray(end + 4);
    // What came with the answer is read once the caller listens.
    setImmediate(() => client.#take(Buffer.alloc(0)));
    return client;
  }

  /** @param {string} text */
  send(text) {
    const length = Buffer.byteLength(text);
    const extra = length < 126 ? 0 : length < 65_536 ? 2 : 8;
    // The masking key stays zero: the server unmasks all the same.
    const frame = Buffer.alloc(6 + extra + length);
    frame[0] = this.#frameKind;
    frame[1] = 0x80 | (extra === 0 ? length : extra === 2 ? 126 : 127);
    if (extra === 2) frame.writeUInt16BE(length, 2);
    if (extra === 8) frame.writeBigUInt64BE(BigInt(length), 2);
    frame.write(text, 6 + extra);
    this.#socket.write(frame);
  }

  /** Holds back what is sent until the end of this turn, so that it leaves in one piece. */
  cork() {
    this.#socket.cork();
    process.nextTick(() => this.#socket.uncork());
  }

  async close() {
    if (this.#socket.destroyed) return;
    this.#socket.destroy();
    await once(this.#socket, "close");
  }

  /** @param {Buffer} data */
  #take(data) {
    let bytes = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    for (;;) {
      const head = headOf(bytes);
      if (!head || bytes.length < head.start + head.length) break;
      const payload = bytes.subarray(head.start, head.start + head.length);
      bytes = bytes.subarray(head.start + head.length);
      const kind = head.kind & 0x0f;
      if (kind <= 2) this.onText(payload.toString("utf8"));
      else if (kind === PING) this.#socket.write(Buffer.from([PONG, 0x80, 0, 0, 0, 0]));
    }
    this.#rest = bytes;
  }
}

/** What Node.js says when the other side has gone. */
function lost() {
  return Object.assign(new Error("the server ended the connection"), { code: "ECONNRESET" });
}

/** @param {Buffer} bytes */
function headOf(bytes) {
  if (bytes.length < 2) return undefined;
  const kind = bytes.readUInt8(0);
  const short = bytes.readUInt8(1) & 0x7f;
  if (short < 126) return { kind, start: 2, length: short };
  if (short === 126) return bytes.length < 4 ? undefined : { kind, start: 4, length: bytes.readUInt16BE(2) };
  return bytes.length < 10 ? undefined : { kind, start: 10, length: Number(bytes.readBigUInt64BE(2)) };
}
