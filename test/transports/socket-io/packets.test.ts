import { DecodedMessage, messageParser } from "../../../src/transports/socket-io/packets";

/** What the decoder makes of these packets, one after the other: the arguments of each event, or what it throws. */
function decode(...packets: unknown[]): unknown[] {
  const decoder = new messageParser.Decoder();
  const events: unknown[] = [];
  decoder.on("decoded", ({ data }) => events.push(data.slice(1)));
  for (const packet of packets) {
    try {
      decoder.add(packet);
    } catch (error) {
      events.push((error as Error).message);
    }
  }
  return events;
}

const TEXT = '{ "2": [1e2], "1": "\\u0041" }';

describe("the decoder of Socket.IO packets", () => {
  it("keeps the text of a message as it came", () => {
    expect(decode(`2["jqluster-message",${TEXT}]`)).toEqual([
      [new DecodedMessage({ 1: "A", 2: [100] }, TEXT)],
    ]);
  });

  it("leaves everything else to Socket.IO", () => {
    const others: [packet: string, event: unknown][] = [
      [
        `2["jqluster-message",${TEXT},${TEXT}]`,
        [
          { 1: "A", 2: [100] },
          { 1: "A", 2: [100] },
        ],
      ],
      ['2["jqluster-message",]', "invalid payload"],
      ['2["jqluster-message",1', "invalid payload"],
      ['2["jqluster-message"]', []],
      ['21["jqluster-message",1]', [1]],
      ['2/other,["jqluster-message",1]', [1]],
      ['2["other",1]', [1]],
      ["9", "unknown packet type 9"],
    ];
    for (const [packet, event] of others) expect(decode(packet)).toEqual([event]);
  });

  it("lets no message in between the parts of a binary packet", () => {
    const binary = '51-["jqluster-message",{"_placeholder":true,"num":0}]';
    const part = Buffer.from([1]);
    const message = '2["jqluster-message",1]';
    expect(decode(binary, message)).toEqual(["got plaintext data when reconstructing a packet"]);
    expect(decode(message, binary, part, message)).toEqual([[new DecodedMessage(1, "1")], [part], [1]]);
  });
});
