import type { Logger } from "../core";
import { ErrorKind, errorText, type Message, MessageType } from "../protocol";
import type { Handshake } from "./connection-port";
import { DecisionQueue } from "./decision-queue";
import type { Identity } from "./identity";
import { ask, type Permissions, refusalOf, type Verdict } from "./permission";
import { Refusal } from "./refusal";

/** What {@link Authorization} does with the messages of a page. */
export interface AuthorizationSteps {
  /** Takes up a message that had to wait for an earlier one. */
  readonly take: (message: Message, text: string | undefined) => void;
  /** Lets a message pass. */
  readonly pass: (message: Message, text: string | undefined, identity: Identity) => void;
  /** Does not let a message pass, and tells the page why. */
  readonly refuse: (message: Message, error: unknown) => void;
  /** Logs what leads to a refusal. */
  readonly log: Logger;
}

/** Asks the rules of the site for each message of one page, and keeps the order while one is being decided. */
export class Authorization {
  /** What the rules get to see of the connection. */
  handshake: Handshake;
  readonly #permissions: Permissions;
  readonly #steps: AuthorizationSteps;
  #waiting: DecisionQueue | undefined;

  constructor(permissions: Permissions, handshake: Handshake, steps: AuthorizationSteps) {
    this.#permissions = permissions;
    this.handshake = handshake;
    this.#steps = steps;
  }

  /** Lets a message wait, if an earlier one is being decided. @returns Whether it waits. */
  holds(message: Message, text: string | undefined): boolean {
    if (!this.#waiting?.isDeciding) return false;
    this.#waiting.push(message, text);
    return true;
  }

  /**
   * Decides about a message, at once or later.
   *
   * @throws {@link Refusal} when it is decided at once that it may not pass.
   */
  decide(message: Message, text: string | undefined, identity: Identity): void {
    const { authorizeRegister, authorizeMessage } = this.#permissions;
    const isRegister = message.message_type === MessageType.register;
    const authorize = isRegister ? authorizeRegister : authorizeMessage;
    if (!authorize) {
      this.#steps.pass(message, text, identity);
      return;
    }
    const verdict = ask(authorize, this.handshake, identity, message, this.#steps.log);
    if (typeof verdict !== "object") {
      this.#conclude(verdict, message, text, identity);
      return;
    }
    this.#waiting ??= new DecisionQueue((next, nextText) =>
      this.#attempt(next, () => this.#steps.take(next, nextText)),
    );
    void this.#waiting.decide(verdict, (decided) =>
      this.#attempt(message, () => this.#conclude(decided, message, text, identity)),
    );
  }

  #conclude(verdict: Verdict, message: Message, text: string | undefined, identity: Identity): void {
    const refusal = refusalOf(verdict);
    if (refusal !== undefined) throw new Refusal("not permitted", errorText(ErrorKind.refused, refusal));
    this.#steps.pass(message, text, identity);
  }

  #attempt(message: Message, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#steps.refuse(message, error);
    }
  }
}
