import { isReply, type Message } from "../../protocol";

/** How many messages wait at most. */
const MAX_WAITING = 50_000;
/** How much text waits at most, in UTF-16 units. */
const MAX_WAITING_CHARACTERS = 16_777_216;

/** A message and its text. */
export interface Entry {
  readonly message: Message;
  readonly text: string;
}

/** The messages that have not left yet, in order. Replies have no limit, so they may overtake blocked requests. */
export interface Queue {
  /** @returns `false` when too much waits already. */
  push(entry: Entry): boolean;
  /** Puts a reply before everything that a limit blocks. */
  pushUrgent(entry: Entry): void;
  first(): Entry | undefined;
  /** Takes out the first. */
  shift(): void;
  /** Puts the waiting replies before the rest. @returns Whether there are any. */
  overtake(): boolean;
  /** Takes out what nobody needs any more. */
  withdraw(isObsolete: (message: Message) => boolean): void;
  /** Puts what `say` sends before all that waits. */
  before(say: () => void): void;
  /** Takes out all. */
  empty(): Entry[];
  /** The IDs of the waiting messages, without the urgent replies. */
  ids(): { readonly [id: string]: true };
}

/** Makes an empty queue. */
export function createQueue(): Queue {
  let waiting: Entry[] = [];
  let characters = 0;
  let urgent: Entry[] = [];
  /** Whether answers may be among what waits. */
  let hasAnswers = false;

  function keep(isKept: (entry: Entry) => boolean): void {
    characters = 0;
    waiting = waiting.filter((entry) => {
      const stays = isKept(entry);
      if (stays) characters += entry.text.length;
      return stays;
    });
  }

  return {
    push(entry) {
      const { length } = entry.text;
      if (waiting.length >= MAX_WAITING || characters + length > MAX_WAITING_CHARACTERS) return false;
      waiting.push(entry);
      characters += length;
      hasAnswers ||= isReply(entry.message.message_type);
      return true;
    },
    pushUrgent(entry) {
      urgent.push(entry);
    },
    first: () => urgent[0] || waiting[0],
    shift() {
      if (urgent.length > 0) urgent.shift();
      else characters -= (waiting.shift() as Entry).text.length;
    },
    overtake() {
      if (hasAnswers) {
        hasAnswers = false;
        keep((entry) => {
          const isAnswer = isReply(entry.message.message_type);
          if (isAnswer) urgent.push(entry);
          return !isAnswer;
        });
      }
      return urgent.length > 0;
    },
    withdraw(isObsolete) {
      urgent = urgent.filter((entry) => !isObsolete(entry.message));
      keep((entry) => !isObsolete(entry.message));
    },
    before(say) {
      const later = waiting;
      waiting = [];
      say();
      waiting = waiting.concat(later);
    },
    empty() {
      const all = urgent.concat(waiting);
      urgent = [];
      waiting = [];
      characters = 0;
      return all;
    },
    ids() {
      const ids: { [id: string]: true } = Object.create(null);
      waiting.forEach((entry) => {
        ids[entry.message.message_id] = true;
      });
      return ids;
    },
  };
}
