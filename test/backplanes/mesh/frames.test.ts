import { FrameReader, FrameWriter } from "../../../src/backplanes/mesh/frames";
import { seededRandom } from "../../support/seeded-random";

const PIECES = ["", "a", "é", "日本", "🎉", "\u0000", "\n", "x".repeat(300)];

function randomEntries(random: () => number): [number, string][] {
  return Array.from({ length: Math.floor(random() * 5) }, () => {
    const pieces = Array.from({ length: Math.floor(random() * 4) }, () => {
      return PIECES[Math.floor(random() * PIECES.length)];
    });
    return [Math.floor(random() * 2 ** 32), pieces.join("")];
  });
}

describe("frames of the mesh", () => {
  test("are read as they were written, wherever the stream is cut", () => {
    const random = seededRandom(15);
    const written: [number, string][] = [];
    const writer = new FrameWriter();
    const frames: Buffer[] = [];
    for (let i = 0; i < 300; i++) {
      for (const [kind, text] of randomEntries(random)) {
        writer.add(kind, text);
        written.push([kind, text]);
      }
      frames.push(writer.take());
    }
    const stream = Buffer.concat(frames);
    const read: [number, string][] = [];
    const reader = new FrameReader((kind, text) => read.push([kind, text]));
    for (let start = 0; start < stream.length; ) {
      const end = start + 1 + Math.floor(random() ** 3 * 2000);
      reader.push(stream.subarray(start, end));
      start = end;
    }
    expect(read).toEqual(written);
  });

  test("are handled when they are complete, and no sooner", () => {
    const writer = new FrameWriter();
    writer.add(1, "one");
    writer.add(2, "two");
    const frame = writer.take();
    const read: string[] = [];
    const reader = new FrameReader((_kind, text) => read.push(text));
    reader.push(frame.subarray(0, -1));
    expect(read).toEqual([]);
    reader.push(frame.subarray(-1));
    expect(read).toEqual(["one", "two"]);
  });
});
