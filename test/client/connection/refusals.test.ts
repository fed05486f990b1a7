import { type Attempts, endConnecting, startConnecting } from "../../support/attempts";

beforeEach(() => jest.useFakeTimers());
afterEach(endConnecting);

const SESSION = "w.secret";

async function startSaying() {
  const lost: unknown[] = [];
  const attempts = startConnecting({ onLost: (reason, messages) => lost.push([reason, messages.length]) });
  attempts.register(SESSION);
  attempts.connection.send({ message_id: "1", message_type: "select_and_get", from: "Alice", to: "Bob" });
  // It leaves at the end of the turn.
  await Promise.resolve();
  return { attempts, lost };
}

/** Refuses what was said so often. */
async function refuse({ attempts }: Awaited<ReturnType<typeof startSaying>>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    attempts.fail("413", true);
    jest.advanceTimersToNextTimer();
    attempts.register(SESSION);
    await Promise.resolve();
  }
}

test("what is refused time and again is given up with its session, and the next begins anew", async () => {
  const scene = await startSaying();
  await refuse(scene, 4);
  expect(scene.lost).toEqual([]);
  expect(new Set(scene.attempts.prefixes.slice(1))).toEqual(new Set(["w"]));
  scene.attempts.fail("413", true);
  expect(scene.lost).toEqual([["413", 1]]);
  jest.advanceTimersToNextTimer();
  expect(scene.attempts.prefixes.at(-1)).toBe("");
  scene.attempts.register(SESSION);
  scene.attempts.connection.send({ message_id: "2", message_type: "select_and_get", from: "A", to: "B" });
  await Promise.resolve();
  await refuse(scene, 4);
  expect(scene.lost).toHaveLength(1);
});

const ENDS: Readonly<Record<string, (attempts: Attempts) => void>> = {
  "the network lost": (attempts) => attempts.fail(),
  "was silent when the page woke": (attempts) => attempts.connection.wake(),
  "did not come about in time": (attempts) => {
    attempts.fail("413", true);
    jest.advanceTimersToNextTimer();
  },
};

test.each(Object.entries(ENDS))(
  "a refusal is no more counted after a connection that %s",
  async (_which, end) => {
    const scene = await startSaying();
    await refuse(scene, 3);
    end(scene.attempts);
    const before = scene.attempts.times.length;
    while (scene.attempts.times.length === before) jest.advanceTimersToNextTimer();
    scene.attempts.register(SESSION);
    await Promise.resolve();
    await refuse(scene, 4);
    expect(scene.lost).toEqual([]);
  },
);

test("a refusal is not counted before the page is registered: its session goes on where a proxy lets it in", async () => {
  const { attempts, lost } = await startSaying();
  for (let i = 0; i < 10; i++) {
    attempts.fail("403", true);
    jest.advanceTimersToNextTimer();
  }
  attempts.register(SESSION);
  expect(lost).toEqual([]);
  expect(attempts.prefixes.at(-1)).toBe("w");
});
