import type { Message } from "../../src/protocol";
import { message } from "./messages";

/** A message whose JSON text has exactly this many bytes, made up to it by the text given. */
export function messageOfBytes(bytes: number, from: string, to: string, filler = "x"): Message {
  const empty = message("signal", from, to, { text: "" });
  const room = bytes - Buffer.byteLength(JSON.stringify(empty));
  const fillers = Math.floor(room / Buffer.byteLength(filler));
  const rest = room - fillers * Buffer.byteLength(filler);
  return { ...empty, body: { text: filler.repeat(fillers) + "x".repeat(rest) } };
}
