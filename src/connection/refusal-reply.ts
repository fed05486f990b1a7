import { errorReply, type RefusalReason, registerReply } from "../core";
import {
  MAX_MESSAGE_ID_BYTES,
  MAX_NODE_ID_BYTES,
  type Message,
  type MessageId,
  ProtocolError,
  replyTypeOf,
} from "../protocol";

/** Input that a connection may not send. The page is told its text. */
export class InputRefusedError extends Error {
  override readonly name = "InputRefusedError";

  /**
   * @param reason - The reason, for metrics.
   * @param message - The text for the page.
   */
  constructor(
    readonly reason: RefusalReason,
    message: string,
  ) {
    super(message);
  }
}

/** The reason that an error is counted under. */
export function reasonOf(error: unknown): RefusalReason {
  if (error instanceof InputRefusedError) return error.reason;
  return error instanceof ProtocolError ? "malformed" : "internal error";
}

/**
 * The answer to input that was refused. Requests are refused by their own reply type;
 * before registration anything else is refused by a `register_reply`.
 */
export function refusalReply(input: unknown, error: unknown, isRegistered: boolean): Message {
  const isOurFault = reasonOf(error) === "internal error";
  const text = isOurFault ? "the server could not handle this message" : (error as Error).message;
  const request = readableParts(input);
  const hasOwnReply = replyTypeOf(request.message_type) !== undefined;
  if (!isRegistered && !hasOwnReply) return registerReply(request.from, request.message_id, text);
  return errorReply(request, text);
}

/** Reads from any input the members that address its answer. Nothing long is sent back. */
function readableParts(input: unknown): {
  readonly message_id: MessageId;
  readonly message_type: string;
  readonly from: string | null;
} {
  const parts = (typeof input === "object" && input !== null ? input : {}) as Record<string, unknown>;
  const { message_id: id, message_type: type, from } = parts;
  return {
    message_id: typeof id === "number" || isShort(id, MAX_MESSAGE_ID_BYTES) ? id : "",
    message_type: typeof type === "string" ? type : "",
    from: isShort(from, MAX_NODE_ID_BYTES) ? from : null,
  };
}

function isShort(value: unknown, length: number): value is string {
  return typeof value === "string" && value.length <= length;
}
