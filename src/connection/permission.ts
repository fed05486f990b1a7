import { type Logger, quote } from "../core";
import type { Message } from "../protocol";
import type { Handshake } from "./connection-port";
import type { Identity } from "./identity";

/** `true` lets it pass; `false` refuses it; a text refuses it and tells the page why. Throwing refuses it as well. */
export type Verdict = boolean | string;

/** Decides for one message of a connection, at once or later. */
export type Authorize = (
  handshake: Handshake,
  identity: Identity,
  message: Message,
) => Verdict | Promise<Verdict>;

/** Who may register as whom, and who may send what. */
export interface Permissions {
  /**
   * May this connection register as this node? Asked for each `register`.
   * What it throws is logged, and the page is told no more than that it is refused.
   *
   * @default everybody may
   * @example
   * authorizeRegister: (handshake, { nodeId }) => nodeId !== "TV" || handshake.auth.pin === "1234"
   */
  readonly authorizeRegister?: Authorize | undefined;
  /**
   * May this message pass? Asked for each message after registration: requests, replies, signals and all others.
   * While one message of a connection is being decided, its later ones wait, so that order is kept.
   *
   * @default every message may
   * @example
   * authorizeMessage: (handshake, { nodeId }, { to }) => nodeId === "Teacher" || to === "Teacher"
   */
  readonly authorizeMessage?: Authorize | undefined;
}

/** Why a verdict refuses, or `undefined` when it permits. Anything but `true` refuses. */
export function refusalOf(verdict: unknown): string | undefined {
  if (verdict === true) return undefined;
  return typeof verdict === "string" && verdict !== "" ? verdict : "not permitted";
}

/** Calls a rule. A rule that throws or rejects refuses. */
export function ask(
  authorize: Authorize,
  handshake: Handshake,
  identity: Identity,
  message: Message,
  log: Logger,
): Verdict | Promise<Verdict> {
  const refuse = (error: unknown): Verdict => {
    log("warn", `Permission is refused, since deciding it failed: ${quote(error)}`);
    return false;
  };
  try {
    const verdict = authorize(handshake, identity, message);
    return typeof verdict === "object" ? Promise.resolve(verdict).catch(refuse) : verdict;
  } catch (error) {
    return refuse(error);
  }
}
