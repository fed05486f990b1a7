import type { Message } from "../../src/protocol";
import { message } from "./messages";

/** A statement that is kept under a key; its code is `$(value)`. */
export function statement(key: string, value: number, from = "Alice", to = "Bob"): Message {
  return message("select_and_get", from, to, { node_id: to, eval_code: `$(${value})`, keep: key });
}

/** The code in the messages that a page was sent. */
export function codesIn(inbox: readonly Message[]): (string | undefined)[] {
  return inbox.map(({ body }) => (body as { readonly eval_code?: string }).eval_code);
}
