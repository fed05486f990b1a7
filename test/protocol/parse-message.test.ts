import { MAX_MESSAGE_ID_BYTES, MAX_NODE_ID_BYTES, ProtocolError, parseMessage } from "../../src/protocol";

const VALID = { message_id: "1", message_type: "signal", from: "Alice", to: "Bob", body: {} };

describe("parseMessage", () => {
  it.each([
    ["a usual message", VALID],
    ["a number as message_id", { ...VALID, message_id: -1.5 }],
    ["no to", { message_id: "1", message_type: "signal", from: "Alice" }],
    ["to null", { ...VALID, to: null }],
    ["a body of any kind", { ...VALID, body: "text" }],
    ["pages", { ...VALID, from_page: "p1", to_page: "p2" }],
    ["unknown members", { ...VALID, extra: 1 }],
    ["IDs as long as allowed", { ...VALID, message_id: "x".repeat(128), from: "x".repeat(255) }],
    [
      "characters of two, three and four bytes",
      { ...VALID, from: `${"é".repeat(10)}${"日".repeat(65)}🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉` },
    ],
  ])("gives back %s as the same object, unchanged", (_what, input) => {
    const before = JSON.stringify(input);
    expect(parseMessage(input)).toBe(input);
    expect(JSON.stringify(input)).toBe(before);
  });

  it.each([
    ["a message", undefined],
    ["a message", null],
    ["a message", []],
    ["a message", "{}"],
    ["a message", () => {}],
    ["message_id", { ...VALID, message_id: undefined }],
    ["message_id", { ...VALID, message_id: null }],
    ["message_id", { ...VALID, message_id: "" }],
    ["message_id", { ...VALID, message_id: true }],
    ["message_id", { ...VALID, message_id: Number.POSITIVE_INFINITY }],
    ["message_id", { ...VALID, message_id: "x".repeat(MAX_MESSAGE_ID_BYTES + 1) }],
    ["message_id", { ...VALID, message_id: "a\u007fb" }],
    ["message_type", { ...VALID, message_type: undefined }],
    ["message_type", { ...VALID, message_type: 1 }],
    ["message_type", { ...VALID, message_type: "" }],
    ["from", { ...VALID, from: undefined }],
    ["from", { ...VALID, from: null }],
    ["from", { ...VALID, from: 1 }],
    ["from", { ...VALID, from: "x".repeat(MAX_NODE_ID_BYTES + 1) }],
    ["from", { ...VALID, from: `${"é".repeat(127)}ab` }],
    ["from", { ...VALID, from: `${"日".repeat(84)}🎉` }],
    ["from", { ...VALID, from: "line\nbreak" }],
    ["from", { ...VALID, from: "paragraph\u2029separator" }],
    ["to", { ...VALID, to: "" }],
    ["to", { ...VALID, to: { name: "Bob" } }],
    ["from_page", { ...VALID, from_page: null }],
    ["to_page", { ...VALID, to_page: 1 }],
  ])("refuses a bad %s by name: %p", (member, input) => {
    expect(() => parseMessage(input)).toThrow(ProtocolError);
    expect(() => parseMessage(input)).toThrow(new RegExp(`^${member} (is|must)`));
  });
});
