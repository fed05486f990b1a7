import { ProtocolError } from "./error-kinds";
import type { JsonValue, Message, MessageId } from "./message";
import { MessageType } from "./message-types";
import { memberOf } from "./own-members";

/** What every reply to a request between nodes has. */
type ReplyBody = {
  /** Why the request failed, in words; `null` when it did not. */
  readonly error: string | null;
  /** The value that was asked for; `null` with an error. */
  readonly result: JsonValue;
  readonly in_reply_to: MessageId;
};

/** What a server lets one connection send; 0 switches a limit off. */
export type SessionLimits = {
  /** Messages a second. */
  readonly rate: number;
  /** Messages at once. */
  readonly burst: number;
  /** Requests that wait for their answers at once. */
  readonly pending_requests: number;
  /** Bytes of a message, and of a batch. */
  readonly bytes: number;
};

/** What a server tells of the session that a page began or resumed. */
export type SessionBody = {
  /** Names the session; only the page that began it knows it. */
  readonly id: string;
  /** How many messages of the page have come. */
  readonly received: number;
  readonly limits: SessionLimits;
};

/** What a page tells of the session that it resumes. */
export type ResumeBody = {
  readonly id: string;
  /** How many messages of the server have come. */
  readonly received: number;
};

/** What is said of one node. */
type NodeBody = { readonly node_id: string };

/**
 * The body of each message type, as this version writes it. A new message type does not compile until it stands here.
 * What comes over the wire may be anything: the functions below read it.
 */
export type Bodies = {
  readonly [MessageType.register]: NodeBody & {
    readonly page_id?: string;
    /** `true` begins a session. */
    readonly resume?: true | ResumeBody;
  };
  readonly [MessageType.registerReply]: {
    readonly error: string | null;
    readonly in_reply_to: MessageId | null;
    readonly session?: SessionBody;
  };
  readonly [MessageType.selectAndGet]: NodeBody & {
    readonly eval_code: string;
    /** The key under which the server keeps the statement for pages that come later. */
    readonly keep?: string;
  };
  readonly [MessageType.selectAndGetReply]: ReplyBody;
  readonly [MessageType.selectAndListen]: NodeBody & {
    readonly eval_code: string;
    readonly method: string;
    readonly options: readonly JsonValue[];
    readonly listen_options?: {
      readonly prevent_default?: boolean;
      readonly stop_propagation?: boolean;
      /** In milliseconds. */
      readonly throttle?: number;
      /** Fields of the event to be sent besides, as paths: `detail.x`. */
      readonly fields?: readonly string[];
    };
  };
  readonly [MessageType.selectAndListenReply]: ReplyBody;
  readonly [MessageType.signal]: {
    readonly error: string | null;
    readonly in_reply_to: MessageId;
    readonly callback_this?: JsonValue;
    readonly callback_args?: readonly JsonValue[];
    readonly last?: boolean;
  };
  readonly [MessageType.unlisten]: NodeBody & { readonly in_reply_to: MessageId };
  readonly [MessageType.error]: { readonly error: string; readonly in_reply_to: MessageId | null };
  readonly [MessageType.notice]: { readonly notice: string; readonly in_reply_to: null };
  readonly [MessageType.watch]: NodeBody & { readonly each_page?: boolean };
  readonly [MessageType.unwatch]: NodeBody & { readonly in_reply_to?: MessageId };
  readonly [MessageType.presence]: NodeBody & {
    readonly online: boolean;
    readonly in_reply_to: MessageId;
    readonly page_id?: string;
    readonly page_online?: boolean;
  };
  readonly [MessageType.pages]: NodeBody;
  readonly [MessageType.pagesReply]: {
    readonly error: string | null;
    readonly result: readonly string[] | null;
    readonly in_reply_to: MessageId;
  };
  readonly [MessageType.forget]: NodeBody & {
    /** The key; absent: all that is kept for the node. */
    readonly keep?: string;
  };
  readonly [MessageType.kept]: NodeBody;
  readonly [MessageType.keptReply]: {
    readonly error: string | null;
    readonly result: readonly string[] | null;
    readonly in_reply_to: MessageId;
  };
  readonly [MessageType.ack]: {
    readonly received: number;
    /** Asks for an `ack` at once: whether the connection still carries anything. */
    readonly ask?: boolean;
  };
};

/** A message of one type, as this version writes it. */
export interface TypedMessage<Type extends MessageType> extends Message {
  readonly message_type: Type;
  readonly body: Bodies[Type];
}

/** The message that a reply or signal answers, when its body names one. */
export function inReplyToOf({ body }: Message): MessageId | undefined {
  const id = memberOf(body, "in_reply_to");
  return typeof id === "string" || typeof id === "number" ? id : undefined;
}

/** The page ID in the body of a `register`. */
export function pageIdOf({ body }: Message): string | undefined {
  const id = memberOf(body, "page_id");
  return typeof id === "string" ? id : undefined;
}

/** The text of the error in a body: `undefined` when it says that all went well, or says nothing. */
export function errorOf({ body }: Message): string | undefined {
  const error = memberOf(body, "error");
  if (error === undefined || error === null) return undefined;
  return typeof error === "string" ? error : "an error without a text";
}

/**
 * The node that a message to the server is about.
 *
 * @throws {@link ProtocolError} when it names none.
 */
export function nodeIdOf({ body }: Message): string {
  const nodeId = memberOf(body, "node_id");
  if (typeof nodeId === "string" && nodeId !== "") return nodeId;
  throw new ProtocolError("body.node_id must be the ID of the node that is meant");
}

/** The key under which a statement is to be kept; `undefined` for one that is not. */
export function keepKeyOf(message: Message): string | undefined {
  return message.message_type === MessageType.selectAndGet ? keyOf(message) : undefined;
}

/** The key that a `forget` drops; `undefined`: all keys of the node. */
export function forgottenKeyOf(message: Message): string | undefined {
  return keyOf(message);
}

function keyOf({ body }: Message): string | undefined {
  const key = memberOf(body, "keep");
  return typeof key === "string" ? key : undefined;
}

/** How many messages have come, as the body of an `ack` or of a resumed session says. */
export function receivedOf(value: unknown): number | undefined {
  const received = memberOf(value, "received");
  return typeof received === "number" && received >= 0 && received % 1 === 0 ? received : undefined;
}

/**
 * What a `register` says of a session: `true` to begin one, its name and count to resume it.
 *
 * @throws {@link ProtocolError} when it is neither.
 */
export function resumeOf({ body }: Message): true | ResumeBody | undefined {
  const resume = memberOf(body, "resume");
  if (resume === undefined || resume === null || resume === false) return undefined;
  if (resume === true) return true;
  const id = memberOf(resume, "id");
  const received = receivedOf(resume);
  if (typeof id === "string" && received !== undefined) return { id, received };
  throw new ProtocolError(
    "body.resume must be true, or the id of a session and how many messages were received",
  );
}

/** The session that a `register_reply` tells of; `undefined` from servers without sessions. */
export function sessionOf({ body }: Message): SessionBody | undefined {
  const session = memberOf(body, "session");
  const id = memberOf(session, "id");
  const received = receivedOf(session);
  if (typeof id !== "string" || received === undefined) return undefined;
  const limits = memberOf(session, "limits");
  const limit = (name: string): number => {
    const value = memberOf(limits, name);
    return typeof value === "number" && value > 0 ? value : 0;
  };
  return {
    id,
    received,
    limits: {
      rate: limit("rate"),
      burst: limit("burst"),
      pending_requests: limit("pending_requests"),
      bytes: limit("bytes"),
    },
  };
}
