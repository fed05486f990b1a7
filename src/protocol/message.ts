/** Any value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An object that JSON can carry. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** The ID of a message. Ours are strings; original clients may send numbers, which are kept as they came. */
export type MessageId = string | number;

/** The largest common part of every message on the wire: its envelope. */
export interface Message {
  /** Unique among the messages of the sending node. */
  readonly message_id: MessageId;
  /** What the message asks for. Types the server does not know are relayed unchanged. */
  readonly message_type: string;
  /** The sending node; `null` is the server. */
  readonly from: string | null;
  /** The destination node; `null` or absent is the server. */
  readonly to?: string | null;
  /** What it carries, by type. */
  readonly body?: JsonValue;
  /** Extension: the page of the sending node that sent this. */
  readonly from_page?: string;
  /** Extension: the one page of the destination node that shall get this. */
  readonly to_page?: string;
  /** Members that this version does not know travel with the message unchanged. */
  readonly [member: string]: JsonValue | undefined;
}
