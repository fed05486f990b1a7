import { RateLimit } from "../../src/connection";

const take = (limit: RateLimit, count: number, now: number) =>
  Array.from({ length: count }, () => limit.take(now)).filter(Boolean).length;

describe("a rate limit of 10 a second", () => {
  it.each([
    [19, 19],
    [20, 20],
    [21, 20],
  ])("lets two seconds' worth come at once: of %i, %i", (count, passed) => {
    expect(take(new RateLimit(10), count, 0)).toBe(passed);
  });

  it.each([
    [99, 0],
    [100, 1],
    [101, 1],
    [1000, 10],
    [2000, 20],
    [1e9, 20],
  ])("when spent, has after %i ms room for %i", (wait, passed) => {
    const limit = new RateLimit(10);
    take(limit, 20, 0);
    expect(take(limit, 30, wait)).toBe(passed);
  });

  it("lets a steady sender pass for ever", () => {
    const limit = new RateLimit(10);
    for (let i = 0; i < 10_000; i++) expect(limit.take(i * 100)).toBe(true);
  });

  it("calls it a flood when more than four bursts' worth are refused without a pause", () => {
    const limit = new RateLimit(10);
    take(limit, 20 + 80, 0);
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
    expect(now).toBeLessThan(100_000);
  });

  it("forgets what was refused after a pause", () => {
    const limit = new RateLimit(10);
    take(limit, 20 + 80, 0);
    take(limit, 20 + 80, 2000);
    expect(limit.isFlooded).toBe(false);
  });

  it("does not count against the sender what it pardons", () => {
    const limit = new RateLimit(10);
    for (let i = 0; i < 1000; i++) if (!limit.take(0)) limit.pardon();
    expect(limit.isFlooded).toBe(false);
  });
});
