/** An acknowledgement is due after so many messages. */
const MESSAGES_AN_ACK = 32;
/** The same in UTF-16 units of text. */
const CHARACTERS_AN_ACK = 32_768;
/** The same in milliseconds after the first of them. */
const LONGEST_WAIT = 10_000;

/** Counts what a session has received, and tells the server now and then. */
export interface Acknowledgements {
  /** A message of the session came. */
  count(): void;
  /** So many UTF-16 units came. */
  came(characters: number): void;
  /** How many messages of the session have come. */
  received(): number;
  /** Tells the server now. */
  acknowledge(ask?: true): void;
  /** The connection is gone, or another session begins. */
  stop(isOver: boolean): void;
}

/** Begins to count. */
export function createAcknowledgements(
  tell: (received: number, ask: true | undefined) => void,
): Acknowledgements {
  let received = 0;
  let told = 0;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function rest(): void {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    since = 0;
  }

  function acknowledge(ask?: true): void {
    rest();
    told = received;
    tell(received, ask);
  }

  return {
    count() {
      received += 1;
    },
    came(characters) {
      since += characters;
      const untold = received - told;
      if (untold === 0) return;
      if (untold >= MESSAGES_AN_ACK || since >= CHARACTERS_AN_ACK) acknowledge();
      else if (timer === undefined) timer = setTimeout(acknowledge, LONGEST_WAIT);
    },
    received: () => received,
    acknowledge,
    stop(isOver) {
      rest();
      if (isOver) received = 0;
      told = received;
    },
  };
}
