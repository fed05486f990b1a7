import { ErrorKind, errorText, ProtocolError } from "./error-kinds";
import type { Message } from "./message";
import { MessageType } from "./message-types";
import { memberOf } from "./own-members";

/** The longest node ID or page ID, in bytes of UTF-8. */
export const MAX_NODE_ID_BYTES = 255;
/** The longest message ID, in bytes of UTF-8. */
export const MAX_MESSAGE_ID_BYTES = 128;

/** The longest name of a room, in bytes of UTF-8. */
export const MAX_ROOM_NAME_BYTES = 128;

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Checks the envelope of what came from outside and gives it back typed, the same object, unchanged.
 *
 * @param input - Anything: what a transport decoded from a frame.
 * @param maxDepth - How many levels of objects and lists it may have, itself counted. 0: any number.
 * @returns The message.
 * @throws {@link ProtocolError} naming the member that is missing or wrong.
 * @example
 * const message = parseMessage(JSON.parse(frame));
 */
export function parseMessage(input: unknown, maxDepth = 0): Message {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new ProtocolError("a message must be a JSON object");
  }
  if (isDeeperThan(input, maxDepth)) {
    throw new ProtocolError(`a message must be at most ${maxDepth} levels of objects and lists deep`);
  }
  const message = input as Record<string, unknown>;
  checkMessageId("message_id", message.message_id);
  checkId("message_type", message.message_type, MAX_MESSAGE_ID_BYTES);
  checkId("from", message.from, MAX_NODE_ID_BYTES);
  if (message.to !== undefined && message.to !== null) checkId("to", message.to, MAX_NODE_ID_BYTES);
  if (message.from_page !== undefined) checkId("from_page", message.from_page, MAX_NODE_ID_BYTES);
  if (message.to_page !== undefined) checkId("to_page", message.to_page, MAX_NODE_ID_BYTES);
  checkBody(message);
  return input as Message;
}

/**
 * Checks the name of a room that came from outside.
 *
 * @returns The name; `undefined` for the room without a name, which is meant where there is no name or an empty one.
 * @throws {@link ProtocolError} naming what is wrong with it.
 */
export function parseRoomName(name: unknown): string | undefined {
  if (name === undefined || name === null || name === "") return undefined;
  checkId("room", name, MAX_ROOM_NAME_BYTES);
  return name;
}

/** Only what the server itself reads is checked: everything else is between the nodes. */
function checkBody({ message_type: type, body, to_page: page }: Record<string, unknown>): void {
  switch (type) {
    case MessageType.selectAndGet:
    case MessageType.forget: {
      const key = memberOf(body, "keep");
      if (key === undefined) return;
      // Of the kind "refused": without a kind, pages take an error of the server for that of a node which is not there.
      const name = errorText(ErrorKind.refused, "body.keep");
      checkId(name, key, MAX_NODE_ID_BYTES);
      if (page !== undefined) throw new ProtocolError(`${name} is for all pages of a node, without to_page`);
      return;
    }
    case MessageType.register: {
      const pageId = memberOf(body, "page_id");
      if (pageId !== undefined) checkId("body.page_id", pageId, MAX_NODE_ID_BYTES);
      return;
    }
    case MessageType.selectAndGetReply:
    case MessageType.selectAndListenReply:
    case MessageType.signal:
    case MessageType.unlisten: {
      const inReplyTo = memberOf(body, "in_reply_to");
      if (inReplyTo !== undefined) checkMessageId("body.in_reply_to", inReplyTo);
    }
  }
}

function checkMessageId(member: string, value: unknown): void {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new ProtocolError(`${member} must be a string or a finite number`);
    return;
  }
  checkId(member, value, MAX_MESSAGE_ID_BYTES);
}

function checkId(member: string, value: unknown, maxBytes: number): asserts value is string {
  if (value === undefined || value === null) throw new ProtocolError(`${member} is missing`);
  if (typeof value !== "string") throw new ProtocolError(`${member} must be a string`);
  if (value === "") throw new ProtocolError(`${member} must not be empty`);
  // A string has at most three bytes of UTF-8 for each UTF-16 unit, so short ones need no counting.
  if (value.length * 3 > maxBytes && utf8Length(value) > maxBytes) {
    throw new ProtocolError(`${member} must be at most ${maxBytes} bytes long`);
  }
  if (CONTROL_CHARACTERS.test(value))
    throw new ProtocolError(`${member} must not contain control characters`);
}

/** How many bytes a text has in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

/**
 * Whether objects and lists stand within one another deeper than this: `{}` has one level, `{ "a": [] }` two.
 * Whatever walks through a value by recursion, as `JSON.stringify` does, fails at a few thousand levels, so this
 * goes level by level. It takes time in proportion to the size of the value, and stops at the first level too many.
 *
 * @param value - What a transport decoded; a tree, without an object that holds itself.
 * @param levels - How many levels there may be. 0: any number.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (levels === 0) return false;
  let level = [value].filter(isContainer);
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > levels) return true;
    const next: object[] = [];
    for (const container of level) {
      for (const name of Object.keys(container)) {
        const member: unknown = (container as { readonly [name: string]: unknown })[name];
        if (isContainer(member)) next.push(member);
      }
    }
    level = next;
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
