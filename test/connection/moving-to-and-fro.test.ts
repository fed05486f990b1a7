import { type Message, memberOf, sessionOf } from "../../src/protocol";
import type { DoorPage } from "../support/door";
import { stopTime } from "../support/fake-time";
import { message, registration, replyTo } from "../support/messages";
import { seededRandom } from "../support/seeded-random";
import {
  afterTurns,
  begin,
  closeProcesses,
  type Process,
  startProcesses,
} from "../support/session-processes";
import { until } from "../support/until";

afterEach(() => {
  closeProcesses();
  jest.useRealTimers();
});

const MOVES = 15;
/** While a page is on its way, something is said after so many turns of the event loop. */
const TURNS_A_STEP = 50;

/** After one turn, or as often after many: what one process publishes overtakes what another one does. */
function afterRandomTurns(seed: number): (read: () => void) => void {
  const random = seededRandom(seed);
  return (read) => afterTurns(random() < 0.5 ? 1 : Math.ceil(200 * random()), read);
}

/** Waits for so many turns of the event loop. */
const turns = (count: number) => new Promise<void>((resolve) => afterTurns(count, resolve));

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The numbers that messages carry in this member of their bodies. */
function numbersOf(member: string, messages: readonly Message[]): number[] {
  return messages.map(({ body }) => memberOf(body, member)).filter((value) => typeof value === "number");
}

/** Says one of each kind to Alice: a signal, a statement that is kept, and a question. */
function say({ door }: DoorPage, name: string, i: number): void {
  const statement = { node_id: "Alice", eval_code: "$('p')" };
  door.receive(message("signal", name, "Alice", { signal: i }));
  door.receive(message("select_and_get", name, "Alice", { ...statement, keep: `${name} ${i % 3}`, kept: i }));
  door.receive(message("select_and_get", name, "Alice", { ...statement, asked: i }));
}

/** Alice, who answers each question once, after her next move or before. */
class Alice {
  readonly received: Message[] = [];
  page: DoorPage;
  /** How many messages she has said. */
  said = 0;
  #questions: Message[] = [];

  constructor(page: DoorPage) {
    this.page = page;
  }

  receive(): void {
    // Acknowledgements do not count.
    const received = this.page.inbox.splice(0).filter(({ message_type: type }) => type !== "ack");
    this.received.push(...received);
    this.#questions.push(...received.filter(({ body }) => memberOf(body, "asked") !== undefined));
  }

  answer(): void {
    for (const question of this.#questions.splice(0)) {
      this.say(replyTo(question, numbersOf("asked", [question])[0] ?? null));
    }
  }

  say(said: Message): void {
    this.said += 1;
    this.page.door.receive(said);
  }
}

it.each<[string, ((read: () => void) => void) | undefined]>([
  ["all takes one turn", undefined],
  ...numbers(3).map((seed): [string, (read: () => void) => void] => [
    `the times of seed ${seed}`,
    afterRandomTurns(seed),
  ]),
])(
  "a page that moves to and fro has each message of all processes once, and in order: %s",
  async (_how, later) => {
    const processes = startProcesses(3, {}, false, later) as [Process, Process, Process];
    const senders = await Promise.all(processes.map((process, i) => begin(process, `Sender ${i}`)));
    for (const [i, { page }] of senders.entries()) {
      const watch = message("watch", `Sender ${i}`, "", { node_id: "Alice", each_page: true });
      page.door.receive({ ...watch, to: null });
      await until(() => page.inbox.length === 1);
    }
    const { id, page } = await begin(processes[0], "Alice");
    const alice = new Alice(page);
    let sent = 0;
    const step = () => {
      for (const [i, sender] of senders.entries()) say(sender.page, `Sender ${i}`, sent);
      sent += 1;
    };
    // However slow the machine is, no process waits in vain for another one.
    stopTime();
    for (let move = 1; move <= MOVES; move++) {
      step();
      alice.receive();
      alice.answer();
      alice.say(message("signal", "Alice", `Sender ${move % 3}`, { signal: move }));
      await turns(move % 7);
      // Half of the time the old connection still looks open.
      if (move % 2) alice.page.door.end();
      alice.receive();
      step();
      alice.page = (processes[move % 3] as Process).connect();
      const { inbox } = alice.page;
      const resume = { id, received: alice.received.length };
      alice.page.door.receive(registration("Alice", "page of Alice", resume));
      for (let turn = 1; inbox.length === 0; turn++) {
        await turns(1);
        if (turn % TURNS_A_STEP === 0) step();
      }
      const reply = inbox.shift();
      expect(reply && sessionOf(reply)).toMatchObject({ id, received: alice.said });
    }
    // To count all results after each turn would take most of the time.
    while (!senders.every((sender) => numbersOf("result", sender.page.inbox).length >= sent)) {
      for (let turn = 1; turn <= TURNS_A_STEP; turn++) {
        await turns(1);
        alice.receive();
        alice.answer();
      }
    }
    // Nothing is on its way any more.
    await Promise.all(processes.flatMap(({ backplane }) => [backplane.count([]), backplane.count([])]));
    alice.receive();
    senders.forEach((sender, i) => {
      const name = `Sender ${i}`;
      const received = alice.received.filter(({ from }) => from === name);
      const { inbox } = sender.page;
      expect({ name, numbers: numbersOf("signal", received) }).toEqual({ name, numbers: numbers(sent) });
      expect({ name, numbers: numbersOf("kept", received) }).toEqual({ name, numbers: numbers(sent) });
      expect({ name, numbers: numbersOf("asked", received) }).toEqual({ name, numbers: numbers(sent) });
      expect(numbersOf("result", inbox).sort((one, other) => one - other)).toEqual(numbers(sent));
      expect(numbersOf("signal", inbox)).toEqual(
        numbers(MOVES + 1).filter((move) => move > 0 && move % 3 === i),
      );
      expect(inbox.filter(({ message_type: type }) => type === "presence")).toHaveLength(2);
    });
  },
);
