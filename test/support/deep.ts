import type { JsonObject, Message } from "../../src/protocol";
import { message } from "./messages";

/** Objects within one another, so many levels. */
export function objectsDeep(levels: number): JsonObject {
  let value: JsonObject = {};
  for (let i = 1; i < levels; i++) value = { inner: value };
  return value;
}

/** A message of so many levels, itself counted. */
export function messageDeep(levels: number, from: string, to: string): Message {
  return message("signal", from, to, objectsDeep(levels - 1));
}
