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
    onGivenUp: (message, why) => refused.push(`${message.message_id} ${why}`),
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
    expect(refused).toEqual([expect.stringMatching(/^3 has 16777\d{3} bytes, at most 1000 are allowed$/)]);
  },
);

test("a request that is longer than all that may wait is not taken", () => {
  const { outbox, refused, written } = outboxOf();
  outbox.connected(LIMITS);
  expect(outbox.send(message("2", "select_and_get", LONG))).toBe(false);
  outbox.flush();
  expect([refused, written]).toEqual([[], []]);
});

describe("of what is refused again", () => {
  const requests = ["2", "3", "4"].map((id) => message(id, "select_and_get", id));
  const idsOf = (texts: readonly string[]) =>
    texts.map((text) => [JSON.parse(text)].flat().map((sent: Message) => sent.message_id));

  /** Loses the connection, since something was refused, and has another that goes on with the session. */
  function comeBack({ outbox }: ReturnType<typeof outboxOf>, received: number, reason?: string): void {
    if (reason !== undefined) outbox.refused(reason);
    outbox.close();
    outbox.acknowledge(received);
    outbox.connected(LIMITS);
    outbox.flush();
  }

  function sayAll() {
    const said = outboxOf();
    said.outbox.connected(LIMITS);
    for (const request of requests) said.outbox.send(request);
    said.outbox.flush();
    expect(idsOf(said.written.splice(0))).toEqual([["2", "3", "4"]]);
    return said;
  }

  test("each message leaves by itself, and the one that was refused is given up alone", () => {
    const said = sayAll();
    comeBack(said, 0, "413");
    expect(idsOf(said.written.splice(0))).toEqual([["2"], ["3"], ["4"]]);
    expect(said.refused).toEqual([]);
    comeBack(said, 1, "413 again");
    expect(said.refused).toEqual(["3 was not taken: 413 again"]);
    expect(idsOf(said.written.splice(0))).toEqual([["4"]]);
    // Nothing is given up for a connection that the network lost.
    comeBack(said, 1);
    expect(said.refused).toHaveLength(1);
    expect(idsOf(said.written.splice(0))).toEqual([["4"]]);
  });

  test("all leave in one list again once what was refused is acknowledged", () => {
    const said = sayAll();
    comeBack(said, 0, "413");
    said.written.length = 0;
    said.outbox.acknowledge(3);
    for (const id of ["5", "6"]) said.outbox.send(message(id, "select_and_get", id));
    said.outbox.flush();
    expect(idsOf(said.written)).toEqual([["5", "6"]]);
    // The first refusal since then.
    comeBack(said, 3, "413");
    expect(said.refused).toEqual([]);
  });

  test("a request that is given up waits for no answer any more", () => {
    const said = outboxOf();
    const limits = { ...LIMITS, pending_requests: 1 };
    said.outbox.connected(limits);
    for (const id of ["2", "3"]) said.outbox.send(message(id, "select_and_get", id));
    said.outbox.flush();
    for (const reason of ["413", "413"]) {
      said.outbox.refused(reason);
      said.outbox.close();
      said.outbox.connected(limits);
      said.outbox.flush();
    }
    expect(idsOf(said.written)).toEqual([["2"], ["2"], ["3"]]);
  });

  test("what was refused in a session that is over is no matter in the next", () => {
    const said = sayAll();
    for (const reason of ["413", "413"]) said.outbox.refused(reason);
    expect(said.outbox.reset()).toHaveLength(3);
    said.outbox.connected(LIMITS);
    said.outbox.send(message("5", "select_and_get", "5"));
    said.outbox.flush();
    expect([said.refused, idsOf(said.written.slice(-1))]).toEqual([[], [["5"]]]);
  });
});
