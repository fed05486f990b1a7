import { type ListenBody, listenFor } from "../../../src/client/page/listen";
import type { TargetListeners } from "../../../src/client/page/listeners";
import type { RequestEvaluation } from "../../../src/client/page/target-page";
import { message } from "../../support/messages";

test("a key __proto__ in the arguments of a listening step is refused before anything runs", () => {
  const ran = jest.fn();
  const evaluation = { run: ran } as unknown as RequestEvaluation;
  const listeners = { has: () => false } as unknown as TargetListeners;
  const listen = (options: string) => {
    const body: ListenBody = { eval_code: "$(document)", method: "on", options: JSON.parse(options) };
    listenFor(message("select_and_listen", "Alice", "Bob", {}), body, evaluation, listeners, () => ran, ran);
  };
  expect(() => listen('["click", null, { "a": [{ "__proto__": { "polluted": 1 } }] }]')).toThrow(
    "a key may not be __proto__",
  );
  expect(ran).not.toHaveBeenCalled();
  // The same as a text is a value like any other.
  expect(() => listen('["click", null, "\\"__proto__\\":"]')).toThrow();
  expect(ran).toHaveBeenCalledTimes(1);
});
