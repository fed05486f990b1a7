import { RateLimit } from "../../src/connection";
import { seededRandom } from "../support/seeded-random";

const take = (limit: RateLimit, count: number, now: number) =>
  Array.from({ length: count }, () => limit.take(now)).filter(Boolean).length;

describe("a rate limit of 10 a second", () => {
  it.each([
    [49, 49],
    [50, 50],
    [51, 50],
  ])("lets five seconds' worth come at once: of %i, %i", (count, passed) => {
    expect(take(new RateLimit(10), count, 0)).toBe(passed);
  });

  it.each([
    [99, 0],
    [100, 1],
    [101, 1],
    [1000, 10],
    [2000, 20],
    [1e9, 50],
  ])("when spent, has after %i ms room for %i", (wait, passed) => {
    const limit = new RateLimit(10);
    take(limit, 50, 0);
    expect(take(limit, 60, wait)).toBe(passed);
  });

  it("lets a steady sender pass for ever", () => {
    const limit = new RateLimit(10);
    const times = Array.from({ length: 10_000 }, (_, i) => i * 100);
    expect(times.filter((time) => !limit.take(time))).toEqual([]);
  });

  it("calls it a flood when more than eight seconds' worth are refused without a pause", () => {
    const limit = new RateLimit(10);
    take(limit, 50 + 80, 0);
    expect(limit.isFlooded).toBe(false);
    limit.take(0);
    expect(limit.isFlooded).toBe(true);
  });

  it("counts a flood on when it comes slowly", () => {
    const limit = new RateLimit(10);
    let now = 0;
    // One in eleven is one too many.
    while (!limit.isFlooded && now < 1e6) {
      take(limit, 11, now);
      now += 1000;
    }
    expect(now).toBeLessThan(200_000);
  });

  it("forgets what was refused after a pause", () => {
    const limit = new RateLimit(10);
    take(limit, 50 + 80, 0);
    take(limit, 50 + 80, 5000);
    expect(limit.isFlooded).toBe(false);
  });

  it("has as many free replies as were allowed, each of them once", () => {
    const limit = new RateLimit(10);
    expect(limit.takeReply()).toBe(false);
    limit.allowReplies(1);
    limit.allowReplies(2);
    expect(limit.freeReplies).toBe(3);
    expect(Array.from({ length: 5 }, () => limit.takeReply())).toEqual([true, true, true, false, false]);
    expect(take(limit, 60, 0)).toBe(50);
  });

  it("saves up no more than a hundred thousand of them", () => {
    const limit = new RateLimit(10);
    for (let i = 0; i < 3; i++) limit.allowReplies(60_000);
    expect(limit.freeReplies).toBe(100_000);
  });

  it("holds two bursts for a sender that keeps to it on its own clock", () => {
    const limit = new RateLimit(10);
    limit.allowJitter();
    expect(take(limit, 200, 0)).toBe(100);
  });

  it.each([1, 2, 3])("refuses nothing of such a sender, however the network delays it (seed %i)", (seed) => {
    const random = seededRandom(seed);
    const limit = new RateLimit(10);
    limit.allowJitter();
    const arrivals: number[] = [];
    let tokens = 50;
    let last = 0;
    let arrived = 0;
    // The sender keeps at most 50 messages unacknowledged; a message arrives after the one before it.
    for (let now = 0; now < 600_000; now += 50) {
      tokens = Math.min(50, tokens + (now - last) / 100);
      last = now;
      while ((arrivals[arrived] ?? Number.POSITIVE_INFINITY) <= now) arrived += 1;
      const underWay = arrivals.length - arrived;
      const count = Math.min(Math.floor(tokens), 50 - underWay, Math.floor(random() * 60));
      const delay = random() < 0.1 ? random() * 20_000 : random() * 100;
      for (let i = 0; i < count; i++) arrivals.push(Math.max(arrivals.at(-1) ?? 0, now + delay));
      tokens -= Math.max(count, 0);
    }
    expect(arrivals.length).toBeGreaterThan(1000);
    expect(arrivals.filter((at) => !limit.take(at))).toEqual([]);
  });
});
