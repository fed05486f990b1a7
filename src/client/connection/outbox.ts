import { isReply, type Message, type SessionLimits, utf8Length } from "../../protocol";
import { nextMicrotask } from "../promise";
import { toJson } from "../to-json";
import { createFlowLimits } from "./flow-limits";
import { createQueue, type Entry } from "./queue";

/** What {@link createOutbox} needs. */
export interface OutboxOptions {
  /** Hands a message to the transport, or with a session a list of messages, as JSON. */
  readonly write: (text: string) => void;
  /** A message leaves for the first time. */
  readonly onSent: (message: Message) => void;
  /** Whether anybody still waits for what a message asks. */
  readonly isWanted: (message: Message) => boolean;
  /** A message is larger than the server takes, and is not sent. */
  readonly onTooLarge: (message: Message, bytes: number, limit: number) => void;
}

/**
 * The messages of this page on their way to the server, in order. With a session it keeps within the server's limits,
 * sends what one turn says in one list, and keeps each message until the server has acknowledged it.
 */
export interface Outbox {
  /** Takes a message. @returns `false` when too much waits already. */
  send(message: Message): boolean;
  /**
   * There is a registered connection.
   *
   * @param limits - What the session allows; absent without a session.
   */
  connected(limits: SessionLimits | undefined): void;
  /** The connection is gone; what was not acknowledged is sent again when the session goes on. */
  close(): void;
  /** The server has received so many messages of the session. */
  acknowledge(received: number): void;
  /** A request has been answered. */
  answered(id: string): void;
  /** The session is over. @returns The messages that may be lost. */
  reset(): Message[];
  /** Takes out what nobody needs any more and has not left yet. */
  withdraw(isObsolete: (message: Message) => boolean): void;
  /** Puts what `say` sends before all that waits. */
  sendFirst(say: () => void): void;
  /** An acknowledgement leaves before what this turn sends, with it. It is not counted, but costs a token as well. */
  sendAck(text: string): void;
  /** Sends at once what would leave at the end of this turn. */
  flush(): void;
  /** The IDs of the messages that have not left yet. */
  waitingIds(): { readonly [id: string]: true };
  /** How many messages of the session have left. */
  sentCount(): number;
}

/** Makes an empty outbox. */
export function createOutbox({ write, onSent, isWanted, onTooLarge }: OutboxOptions): Outbox {
  let isOpen = false;
  let limits: SessionLimits | undefined;
  /** What has not left yet. */
  const queue = createQueue();
  let isBlocked = false;
  /** What has left and is not acknowledged, and how much of it has left over this connection. */
  let sent: Entry[] = [];
  let resent = 0;
  let acknowledged = 0;
  /** The acknowledgement that leaves at the end of this turn. */
  let ack = "";
  let isScheduled = false;
  const flow = createFlowLimits(flush);

  function schedule(): void {
    if (isScheduled || !isOpen) return;
    isScheduled = true;
    nextMicrotask(() => {
      isScheduled = false;
      flush();
    });
  }

  /** Whether the next message has left before, over a connection that was lost. */
  function isRepeated(): boolean {
    return resent < sent.length;
  }

  function next(): Entry | undefined {
    return isRepeated() ? sent[resent] : queue.first();
  }

  /** Notes that a message leaves. */
  function noteSent(entry: Entry): void {
    const isFirst = !isRepeated();
    resent += 1;
    flow.noteSent(entry.message, isFirst);
    if (!isFirst) return;
    queue.shift();
    sent.push(entry);
    onSent(entry.message);
  }

  function flush(): void {
    if (!isOpen || !limits) return;
    const { bytes: limit } = limits;
    flow.refill();
    let batch: string[] = [];
    let size = 1;
    const writeBatch = (): void => {
      if (batch.length > 0) write(batch.length === 1 ? (batch[0] as string) : `[${batch.join(",")}]`);
      batch = [];
      size = 1;
    };
    isBlocked = false;
    if (ack) {
      batch.push(ack);
      size += utf8Length(ack) + 1;
      ack = "";
      flow.charge();
    }
    for (let entry = next(); entry; entry = next()) {
      if (!isRepeated() && !isWanted(entry.message)) {
        queue.shift();
        continue;
      }
      const bytes = utf8Length(entry.text);
      // What has left once was within the limit.
      if (limit && bytes > limit && !isRepeated()) {
        queue.shift();
        onTooLarge(entry.message, bytes, limit);
        continue;
      }
      if (!flow.allow(entry.message, resent)) {
        // Replies overtake blocked requests; otherwise both sides could deadlock.
        if (!isRepeated() && queue.overtake()) continue;
        isBlocked = true;
        break;
      }
      // Brackets and commas count.
      if (limit && size + bytes + 1 > limit) writeBatch();
      batch.push(entry.text);
      size += bytes + 1;
      noteSent(entry);
    }
    writeBatch();
  }

  /** Without a session each message leaves at once and for good. */
  function sendAll(): void {
    queue.empty().forEach(sendNow);
  }

  function sendNow({ message, text }: Entry): void {
    onSent(message);
    write(text);
  }

  return {
    send(message) {
      const entry = { message, text: toJson(message) };
      if (isOpen && !limits) {
        sendNow(entry);
        return true;
      }
      const answers = isReply(message.message_type);
      // A reply is never dropped: flush() tells of one that is too large.
      if ((isBlocked && answers) || !queue.push(entry)) {
        if (!answers) return false;
        queue.pushUrgent(entry);
        flush();
        return true;
      }
      if (!isBlocked) schedule();
      return true;
    },
    connected(given) {
      isOpen = true;
      limits = given;
      if (given) {
        flow.begin(given, sent.length + acknowledged === 0);
        schedule();
      } else sendAll();
    },
    close() {
      isOpen = isBlocked = false;
      resent = 0;
      ack = "";
      flow.pause();
    },
    acknowledge(received) {
      const count = Math.min(Math.max(received - acknowledged, 0), sent.length);
      if (count === 0) return;
      sent.splice(0, count);
      acknowledged += count;
      resent = Math.max(resent - count, 0);
      schedule();
    },
    answered(id) {
      if (flow.answered(id) && isBlocked) schedule();
    },
    reset() {
      const lost = sent.map((entry) => entry.message);
      sent = [];
      resent = acknowledged = 0;
      flow.reset();
      return lost;
    },
    withdraw: queue.withdraw,
    sendFirst: queue.before,
    sendAck(text) {
      ack = text;
      schedule();
    },
    flush,
    waitingIds: queue.ids,
    sentCount: () => acknowledged + sent.length,
  };
}
