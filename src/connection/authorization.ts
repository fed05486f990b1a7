import type { Logger } from "../core";
import { ErrorKind, errorText, type Message, MessageType } from "../protocol";
import type { Handshake } from "./connection-port";
import { DecisionQueue } from "./decision-queue";
import type { Identity } from "./identity";
import { ask, type Permissions, refusalOf, type Verdict } from "./permission";
import { InputRefusedError } from "./refusal-reply";

/** What {@link Authorization} does with the messages of a page. */
export interface AuthorizationSteps {
  /** Processes a queued message from the start. */
  readonly take: (message: Message, text: string | undefined) => void;
  /** Passes a permitted message on. */
  readonly pass: (message: Message, text: string | undefined, identity: Identity) => void;
  /** Refuses a message, and tells the page why. */
  readonly refuse: (message: Message, error: unknown) => void;
  /** Logs the cause of a refusal. */
  readonly log: Logger;
}

/** Applies the rules of the site to each message of one page, and keeps the order while one is being decided. */
export class Authorization {
  /** The handshake that the rules see. */
  handshake: Handshake;
  readonly #permissions: Permissions;
  readonly #steps: AuthorizationSteps;
  #waiting: DecisionQueue | undefined;
  #decided: Promise<void> = Promise.resolve();

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

  /** Waits until every message that has come is decided. */
  async idle(): Promise<void> {
    while (this.#waiting?.isDeciding) await this.#decided;
  }

  /**
   * Decides about a message, at once or later.
   *
   * @throws {@link InputRefusedError} when it is decided at once that it may not pass.
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
      this.#apply(verdict, message, text, identity);
      return;
    }
    this.#waiting ??= new DecisionQueue((next, nextText) =>
      this.#attempt(next, () => this.#steps.take(next, nextText)),
    );
    this.#decided = this.#waiting.decide(verdict, (decided) =>
      this.#attempt(message, () => this.#apply(decided, message, text, identity)),
    );
  }

  #apply(verdict: Verdict, message: Message, text: string | undefined, identity: Identity): void {
    const refusal = refusalOf(verdict);
    if (refusal !== undefined)
      throw new InputRefusedError("not permitted", errorText(ErrorKind.refused, refusal));
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
