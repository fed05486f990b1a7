import { Batches, unbatch } from "../../src/backplanes/batches";
import { seededRandom } from "../support/seeded-random";

/** Batches whose publications are kept, and taken by so many as the channel says. */
function recorded() {
  const published: { readonly channel: string; readonly payloads: readonly string[] }[] = [];
  const batches = new Batches(async (channel, text) => {
    published.push({ channel, payloads: unbatch(text) });
    if (channel === "away") throw new Error("Redis is away");
    return Number(channel);
  });
  return { batches, published };
}

describe("batches of publications", () => {
  it("join what goes to one channel in one turn, and keep the order between channels", async () => {
    const { batches, published } = recorded();
    const outcomes = ["1", "1", "2", "1"].map((channel, i) => batches.add(channel, `payload ${i}`));
    expect(await Promise.all(outcomes)).toEqual([1, 1, 2, 1]);
    expect(await batches.add("1", "later")).toBe(1);
    expect(published).toEqual([
      { channel: "1", payloads: ["payload 0", "payload 1"] },
      { channel: "2", payloads: ["payload 2"] },
      { channel: "1", payloads: ["payload 3"] },
      { channel: "1", payloads: ["later"] },
    ]);
  });

  it("fail as a whole", async () => {
    const { batches } = recorded();
    const outcomes = await Promise.allSettled([batches.add("away", "a"), batches.add("away", "b")]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  it("begin anew when they are full", async () => {
    const { batches, published } = recorded();
    const large = "x".repeat(200_000);
    await Promise.all([large, large, "small"].map((payload) => batches.add("1", payload)));
    expect(published.map(({ payloads }) => payloads.length)).toEqual([2, 1]);
  });

  it("carry any text unchanged", async () => {
    const random = seededRandom(6);
    const pieces = ["", " ", ",", "\n", "0", "é", "\ud83d", "\udca9", "\u0000", '{"a":1}'];
    const payloads = Array.from({ length: 300 }, () =>
      Array.from(
        { length: Math.floor(random() * 6) },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join(""),
    );
    const { batches, published } = recorded();
    await Promise.all(payloads.map((payload) => batches.add("1", payload)));
    expect(published.flatMap((publication) => publication.payloads)).toEqual(payloads);
  });
});
