import { isReply, isRequest, type Message, type SessionLimits } from "../../protocol";

/** The shortest pause for new tokens, in milliseconds. */
const SHORTEST_PAUSE = 20;

/** Keeps what leaves within the server's limits: a token bucket, and the requests that wait for their answers. */
export interface FlowLimits {
  /** The limits of a connection that begins. `isNew`: so does its session, with a full bucket. */
  begin(limits: SessionLimits, isNew: boolean): void;
  /** Puts in the tokens of the time since it was called last. */
  refill(): void;
  /**
   * Whether the limits let a message leave now. Where it needs a token, it calls back when there may be one.
   *
   * @param unacknowledged - How many messages have left over this connection and are not acknowledged.
   */
  allow(message: Message, unacknowledged: number): boolean;
  /** A message leaves. `isFirst`: the message was never sent before. */
  noteSent(message: Message, isFirst: boolean): void;
  /** One more token is spent. */
  charge(): void;
  /** A request has been answered. @returns Whether it was waited for. */
  answered(id: string): boolean;
  /** The connection is gone. */
  pause(): void;
  /** The session is over, and with it what waits for answers. */
  reset(): void;
}

/** Begins without limits. */
export function createFlowLimits(onRefill: () => void): FlowLimits {
  let rate = 0;
  let burst = 0;
  let maxPending = 0;
  /** The requests that wait for their answers on the server. */
  let pending: { [id: string]: true } = Object.create(null);
  let pendingCount = 0;
  let tokens = 0;
  let countedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isNewRequest = ({ message_type: type, message_id: id }: Message): boolean =>
    isRequest(type) && !(id in pending);

  return {
    begin(limits, isNew) {
      rate = limits.rate;
      burst = limits.burst;
      maxPending = limits.pending_requests;
      if (isNew) tokens = burst;
    },
    refill() {
      const now = Date.now();
      // The clock of a page may be set back.
      tokens = Math.min(burst, tokens + (Math.max(0, now - countedAt) * rate) / 1000);
      countedAt = now;
    },
    allow(message, unacknowledged) {
      if (isReply(message.message_type)) return true;
      if (rate && tokens < 1) {
        if (timer === undefined) {
          timer = setTimeout(
            () => {
              timer = undefined;
              onRefill();
            },
            Math.max(SHORTEST_PAUSE, 1000 / rate),
          );
        }
        return false;
      }
      if (burst && unacknowledged >= burst) return false;
      return !maxPending || pendingCount < maxPending || !isNewRequest(message);
    },
    noteSent(message, isFirst) {
      if (!isReply(message.message_type)) tokens -= 1;
      if (!isFirst || !isNewRequest(message)) return;
      pending[message.message_id] = true;
      pendingCount += 1;
    },
    charge() {
      tokens -= 1;
    },
    answered(id) {
      if (!(id in pending)) return false;
      delete pending[id];
      pendingCount -= 1;
      return true;
    },
    pause() {
      clearTimeout(timer);
      timer = undefined;
    },
    reset() {
      pending = Object.create(null);
      pendingCount = 0;
    },
  };
}
