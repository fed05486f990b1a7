import { type Message, MessageType } from "../../protocol";
import type { Body } from "../connection/messages";
import { keyOf } from "./listeners";

/** How many signals a second go out, to all pages together. The default rate limit of a server is 2,000 messages. */
const PER_SECOND = 300;
/** How many signals may go out at once. */
const BURST = 800;
/** The longest queue of signals for one page. */
const MAX_WAITING = 1000;
/** The longest queue for one page while {@link MANY_WAITING} signals wait in all queues together. */
const FEW_WAITING = 20;
const MANY_WAITING = 2000;
/** The time between two sendings of waiting signals, in milliseconds. */
const INTERVAL = 50;

/** Events of which only the latest counts, when they come faster than they can be sent. */
const CONTINUOUS = /^((mouse|pointer|touch)move|scroll|wheel|drag|dragover|resize|timeupdate|progress)$/;

interface Waiting {
  readonly request: Message;
  make: () => Body;
  /** How many signals this one stands for, besides itself. */
  dropped: number;
}

/** Sends a signal of one listener, now or when it is its turn. @param type - That of the event, if it is one. */
export type Signal = (type: unknown, make: () => Body, isLast: boolean) => void;

/**
 * Makes the sender of this page's signals: at most so many a second, each listening page its share. So no listener can
 * make this page exceed what its server takes. A signal that stands for more says so: `dropped`.
 */
export function createSignals(
  send: (type: string, request: Message, body: Body) => void,
): (request: Message) => Signal {
  const lanes: { [page: string]: Waiting[] } = Object.create(null);
  let tokens = BURST;
  let filled = Date.now();
  let total = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(): boolean {
    const now = Date.now();
    // A clock may go back.
    tokens = Math.min(BURST, tokens + (Math.max(0, now - filled) * PER_SECOND) / 1000);
    filled = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  }

  function sendWaiting(): void {
    timer = undefined;
    while (total > 0) {
      for (const page in lanes) {
        if (!take()) {
          timer = setTimeout(sendWaiting, INTERVAL);
          return;
        }
        const lane = lanes[page] as Waiting[];
        const next = lane.shift() as Waiting;
        total -= 1;
        if (lane.length === 0) delete lanes[page];
        const { request, make, dropped } = next;
        next.dropped = -1;
        send(MessageType.signal, request, dropped ? { ...make(), dropped } : make());
      }
    }
  }

  return (request) => {
    const page = keyOf(request);
    let own: Waiting | undefined;
    return (type, make, isLast) => {
      const lane = lanes[page];
      if (!lane && take()) {
        send(MessageType.signal, request, make());
        return;
      }
      const isContinuous = !isLast && CONTINUOUS.test(`${type}`);
      if (isContinuous && own && own.dropped >= 0) {
        own.make = make;
        own.dropped += 1;
        return;
      }
      if (lane && !isLast && lane.length >= (total < MANY_WAITING ? MAX_WAITING : FEW_WAITING)) {
        (lane[lane.length - 1] as Waiting).dropped += 1;
        return;
      }
      // What is no stream of states is sent as it is now; of a stream, only what is sent is worth its encoding.
      const body = isContinuous ? undefined : make();
      own = { request, make: body ? () => body : make, dropped: 0 };
      if (lane) lane.push(own);
      else lanes[page] = [own];
      total += 1;
      if (timer === undefined) timer = setTimeout(sendWaiting, INTERVAL);
    };
  };
}
