import { createOutbox } from "../../../src/client/connection/outbox";
import type { Message } from "../../../src/protocol";

/** Longer than all that may wait. */
const LONG = "x".repeat(16_777_217);
const LIMITS = { rate: 0, burst: 0, pending_requests: 0, bytes: 1000 };

function outboxOf() {
  const written: string[] = [];
  const refused: string[] = [];
  const outbox = createOutbox({
    write: (text) => written.push(text),
    onSent: () => {},
    isWanted: () => true,
    onTooLarge: (message, bytes, limit) => refused.push(`${message.message_id}: ${bytes > limit}`),
  });
  return { outbox, written, refused };
}

const message = (id: string, type: string, result: string): Message => ({
  message_id: id,
  message_type: type,
  from: "Bob",
  to: "Alice",
  body: { error: null, result, in_reply_to: "1" },
});

test.each(["at once", "after others"])(
  "an answer that is longer than all that may wait is told of, %s",
  (when) => {
    const { outbox, refused } = outboxOf();
    outbox.connected(LIMITS);
    if (when === "after others") outbox.send(message("2", "select_and_get", ""));
    expect(outbox.send(message("3", "select_and_get_reply", LONG))).toBe(true);
    expect(refused).toEqual(["3: true"]);
  },
);

test("a request that is longer than all that may wait is not taken", () => {
  const { outbox, refused, written } = outboxOf();
  outbox.connected(LIMITS);
  expect(outbox.send(message("2", "select_and_get", LONG))).toBe(false);
  outbox.flush();
  expect([refused, written]).toEqual([[], []]);
});
