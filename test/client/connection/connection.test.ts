import { createEvents } from "../../../src/client/events";
import { type Attempts, endConnecting, startConnecting } from "../../support/attempts";
import { seededRandom } from "../../support/seeded-random";

beforeEach(() => jest.useFakeTimers());
afterEach(endConnecting);

/** Lets the attempts fail. @returns How long it waits after each, in milliseconds. */
function waitsAfter(failures: number, attempts: Attempts): number[] {
  return Array.from({ length: failures }, () => {
    const failed = Date.now();
    attempts.fail();
    jest.advanceTimersToNextTimer();
    return Date.now() - failed;
  });
}

/** In milliseconds, where chance neither shortens nor lengthens them. */
const waits = [300, 600, 1200, 2400, 4800, 9600, 10_000, 10_000, 10_000];

test.each([
  ["in the middle of its span", 0.5, 1],
  ["at its least", 0, 0.5],
  ["near its most", 0.984375, 1.484375],
])("each wait is twice the one before, up to a limit, when chance is %s", (_what, chance, factor) => {
  jest.spyOn(Math, "random").mockReturnValue(chance);
  const attempts = startConnecting();
  const waited = waitsAfter(waits.length, attempts);
  // Timers count in whole milliseconds.
  expect(waited).toEqual(waits.map((wait) => Math.trunc(wait * factor)));
  expect(attempts.times).toHaveLength(waits.length + 1);
});

test("it never stops trying, and never waits for ever", () => {
  jest.spyOn(Math, "random").mockReturnValue(0.5);
  const attempts = startConnecting();
  expect(new Set(waitsAfter(2000, attempts).slice(waits.length))).toEqual(new Set([10_000]));
});

test("a transport that cannot be made throws at once, and nothing goes on", () => {
  const broken = () => {
    throw new TypeError("no such transport");
  };
  expect(() => startConnecting({ transport: broken })).toThrow("no such transport");
  expect(jest.getTimerCount()).toBe(0);
});

test("it tells why the last attempt came to nothing", () => {
  const attempts = startConnecting();
  expect(attempts.connection.lastError()).toBe("");
  attempts.fail();
  expect(attempts.connection.lastError()).toBe("the server is gone");
});

test("a lost connection tells its reason at once, before it is tried again", () => {
  const events = createEvents();
  const told: unknown[] = [];
  const attempts = startConnecting({ events });
  events.on("disconnect", (reason) => told.push([reason, attempts.times.length]));
  attempts.register("a-session");
  attempts.fail();
  expect(told).toEqual([["the server is gone", 1]]);
  jest.advanceTimersToNextTimer();
  expect(attempts.times).toHaveLength(2);
  // Attempts that come to nothing lose no connection.
  attempts.fail();
  expect(told).toHaveLength(1);
});

test("a connection that cannot be had tells each new reason at once, before it is tried again", () => {
  const events = createEvents();
  const told: unknown[] = [];
  const attempts = startConnecting({ events });
  events.on("disconnect", (reason) => told.push([reason, attempts.times.length]));
  for (const reason of ["nobody listens there", "nobody listens there", "503"]) {
    attempts.fail(reason);
    jest.advanceTimersToNextTimer();
  }
  expect(told).toEqual([
    ["nobody listens there", 1],
    ["503", 3],
  ]);
  attempts.connection.release();
  expect(told).toHaveLength(2);
});

test("a page that is left begins no other attempt while it goes, and one at once when it is shown again", () => {
  const attempts = startConnecting();
  attempts.register();
  attempts.connection.disconnect("the page was left", "leaving");
  jest.advanceTimersByTime(4_900);
  expect(attempts.times).toHaveLength(1);
  attempts.connection.wake();
  expect(attempts.times).toHaveLength(2);
});

test("once registered again, waits begin anew", () => {
  jest.spyOn(Math, "random").mockReturnValue(0.5);
  const attempts = startConnecting();
  expect(waitsAfter(5, attempts)).toEqual(waits.slice(0, 5));
  attempts.register();
  expect(waitsAfter(3, attempts)).toEqual(waits.slice(0, 3));
});

test("when the page wakes up it tries at once, and waits begin anew", () => {
  jest.spyOn(Math, "random").mockReturnValue(0.5);
  const attempts = startConnecting();
  waitsAfter(5, attempts);
  attempts.fail();
  const before = Date.now();
  attempts.connection.wake();
  expect(attempts.times).toHaveLength(7);
  expect(Date.now()).toBe(before);
  expect(waitsAfter(2, attempts)).toEqual(waits.slice(0, 2));
});

test("when the page wakes up during an attempt, that has half a second left to come about", () => {
  const attempts = startConnecting();
  jest.advanceTimersByTime(400);
  attempts.connection.wake();
  jest.advanceTimersByTime(499);
  expect(attempts.times).toEqual([0]);
  jest.advanceTimersByTime(1);
  expect(attempts.times).toEqual([0, 900]);
  attempts.register();
  jest.advanceTimersByTime(10_000);
  expect(attempts.times).toEqual([0, 900]);
});

test("a page that wakes tells so in several events, which begin one attempt", () => {
  const attempts = startConnecting();
  attempts.fail();
  jest.advanceTimersByTime(100);
  for (const after of [0, 1, 450]) {
    jest.advanceTimersByTime(after);
    attempts.connection.wake();
  }
  jest.advanceTimersByTime(1_000);
  expect(attempts.times).toEqual([0, 100]);
  // Each step of it may take 1.5 s.
  jest.advanceTimersByTime(48);
  expect(attempts.connection.lastError()).toBe("the server is gone");
  jest.advanceTimersByTime(1);
  expect(attempts.connection.lastError()).toBe("the server did not answer in time");
});

test("an attempt that follows one of a waking page has half a second left when it wakes again", () => {
  const attempts = startConnecting();
  attempts.fail();
  attempts.connection.wake();
  attempts.fail();
  jest.advanceTimersToNextTimer();
  attempts.connection.wake();
  jest.advanceTimersByTime(499);
  expect(attempts.times).toHaveLength(3);
  jest.advanceTimersByTime(1);
  expect(attempts.times).toHaveLength(4);
});

test("pages that lose their server in the same moment come back spread over the whole span", () => {
  jest.spyOn(Math, "random").mockImplementation(seededRandom(1));
  const pages = Array.from({ length: 1000 }, () => startConnecting());
  for (const page of pages) page.register();
  for (const page of pages) page.fail();
  jest.advanceTimersByTime(1000);
  const returns = pages.map(({ times }) => times[1] ?? Number.NaN);
  expect(Math.min(...returns)).toBeGreaterThanOrEqual(150);
  expect(Math.max(...returns)).toBeLessThan(450);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => returns.filter((time) => Math.floor((time - 150) / 30) === tenth).length,
  );
  expect(Math.min(...tenths)).toBeGreaterThan(50);
});

test.each([
  ["w3-.c2VjcmV0", "w3-"],
  ["service-1.two.three", "service-1"],
  ["c2VjcmV0", ""],
  [".c2VjcmV0", ""],
  ["w3-&room=blue.c2VjcmV0", ""],
  [`${"c2VjcmV0".repeat(5)}.x`, ""],
])(
  "of the session ID %j the transport is told %j, and only for an attempt that goes on with it",
  (id, prefix) => {
    const attempts = startConnecting();
    attempts.register(id);
    attempts.fail();
    jest.advanceTimersToNextTimer();
    expect(attempts.prefixes).toEqual(["", prefix]);
  },
);
