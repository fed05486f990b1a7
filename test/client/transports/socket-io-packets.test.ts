import { Encoder, PacketType as ServerType } from "socket.io-parser";
import { readPacket, writePacket } from "../../../src/client/transports/socket-io-packets";

/** What Socket.IO itself writes. */
function written(type: ServerType, nsp: string, data?: unknown, id?: number): unknown[] {
  return new Encoder().encode({ type, nsp, data, ...(id === undefined ? {} : { id }) });
}

const PACKETS: readonly (readonly [code: string, type: ServerType, namespace: string, data: unknown])[] = [
  ["0", ServerType.CONNECT, "/", undefined],
  ["0", ServerType.CONNECT, "/", { secret: "a,b" }],
  ["0", ServerType.CONNECT, "/remote", { sid: "x" }],
  ["1", ServerType.DISCONNECT, "/remote", undefined],
  ["2", ServerType.EVENT, "/", ["jqluster-message", { text: "1,2[3]\u2028" }]],
  ["2", ServerType.EVENT, "/a/b", ["other", 5, null]],
  ["4", ServerType.CONNECT_ERROR, "/", { message: "no" }],
];

test.each(PACKETS)("reads and writes packet %s as Socket.IO does (%#)", (code, type, namespace, data) => {
  expect(written(type, namespace, data)).toEqual([writePacket(code, namespace, data)]);
  expect(readPacket(writePacket(code, namespace, data))).toEqual({ type: code, namespace, data });
});

test("skips the ID of an acknowledgement that is asked for", () => {
  const [text] = written(ServerType.EVENT, "/remote", ["a", 1], 12);
  expect(readPacket(text)).toEqual({ type: "2", namespace: "/remote", data: ["a", 1] });
});

test.each([
  ["binary data", new Uint8Array([1])],
  ["a packet that binary data follows", written(ServerType.EVENT, "/", ["a", Buffer.from("b")])[0]],
  ["a type that is not known", '9["a"]'],
  ["JSON that is none", '2["a'],
  ["nothing", ""],
  ["undefined", undefined],
])("gives undefined for %s", (_, input) => {
  expect(readPacket(input)).toBeUndefined();
});
