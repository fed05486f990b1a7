import { WebSocket } from "ws";
import { createNode, type Node } from "../../src/client/node";
import { createResponder } from "../../src/client/page/responder";
import type { TargetPage } from "../../src/client/page/target-page";
import { chooseTransport } from "../../src/client/transports/choose-transport";
import { MessageType } from "../../src/protocol";

/** A page with the client's node that asks others numbered questions, and executes theirs. */
export interface AskingPage {
  readonly node: Node;
  ask(to: string, number: number): void;
  /** The numbers of the questions that it executed. */
  readonly executed: readonly number[];
  /** Of each question that it asked, by number: `"answered"`, or the name of the error. */
  readonly outcomes: ReadonlyMap<number, string>;
  /** Of each registration, whether the session went on. */
  readonly recovered: readonly boolean[];
}

/**
 * Connects such a page.
 *
 * @param address - Such as `http://127.0.0.1:12345` for Socket.IO, `ws://127.0.0.1:12345` for plain WebSocket.
 * @param localAddress - The address of this machine that a plain WebSocket comes from.
 */
export function joinAsking(
  nodeId: string,
  address: string,
  transports?: string[],
  localAddress = "127.0.0.1",
): AskingPage {
  const executed: number[] = [];
  const outcomes = new Map<number, string>();
  const recovered: boolean[] = [];
  const window = {
    document: {},
    eval(code: string): number {
      executed.push(Number(code));
      return Number(code);
    },
  };
  const jQuery = Object.assign(() => ({}), { Event: class {} });
  const page = { jQuery, window, allowEval: true } as unknown as TargetPage;
  const node = createNode({
    nodeId,
    transport: chooseTransport(
      address.startsWith("ws") ? `${address}/jqluster` : address,
      transports ? { transports } : {},
      (url) => new WebSocket(url, { localAddress }),
    ),
    notify: [],
    timeout: 0,
    respond: (parts) => createResponder(page, parts),
    whenReady: (ready) => ready(),
  });
  node.events.on("connect", (details) => recovered.push(details.recovered));
  return {
    node,
    executed,
    outcomes,
    recovered,
    ask(to, number) {
      const { make, ask } = node.services;
      const place = { nodeId: to, pageId: undefined };
      const body = { node_id: to, eval_code: String(number) };
      ask(make(MessageType.selectAndGet, place, body)).then(
        () => outcomes.set(number, "answered"),
        (error) => outcomes.set(number, error instanceof Error ? error.name : String(error)),
      );
    },
  };
}

/** Checks that what was answered was executed, and that nothing was executed twice or out of order. */
export function checkQuestions(asker: AskingPage, answerer: AskingPage): void {
  const { outcomes } = asker;
  const { executed } = answerer;
  expect(executed.filter((number, i) => number <= (executed[i - 1] ?? -1))).toEqual([]);
  const done = new Set(executed);
  const answered = [...outcomes].filter(([, outcome]) => outcome === "answered").map(([number]) => number);
  expect(answered.filter((number) => !done.has(number))).toEqual([]);
}

/** How many questions had an error, by its name. */
export function errorsOf({ outcomes }: AskingPage): Record<string, number> {
  const errors: Record<string, number> = {};
  for (const outcome of outcomes.values()) {
    if (outcome !== "answered") errors[outcome] = (errors[outcome] ?? 0) + 1;
  }
  return errors;
}
