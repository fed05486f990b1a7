import { type Session, Sessions } from "../../src/connection";
import { type Message, type SessionBody, sessionOf } from "../../src/protocol";
import { doors } from "./door";
import { message, registration } from "./messages";

export const LIMITS = { rateLimit: 10, maxPendingRequests: 7, maxMessageBytes: 1000 };
export const RESUME_TIMEOUT = 15_000;

export function setUp(options: Parameters<typeof doors>[0] = {}) {
  const sessions = new Sessions<Session>({ resumeTimeout: RESUME_TIMEOUT, ...LIMITS });
  return { sessions, ...doors({ ...LIMITS, sessions, maxUnsentBytes: 2000, ...options }) };
}

export type Page = ReturnType<ReturnType<typeof setUp>["connect"]>;

/** Registers with a session; the reply is taken out of the inbox. @returns The session's ID. */
export function begin(page: Page, nodeId: string, pageId: string): string {
  page.door.receive(registration(nodeId, pageId, true));
  return sessionIn(page).id;
}

/** Takes the reply to a registration out of the inbox. */
export function sessionIn(page: Page): SessionBody {
  const reply = page.inbox.shift();
  expect(reply).toMatchObject({ message_type: "register_reply", body: { error: null } });
  const session = reply && sessionOf(reply);
  if (!session) throw new Error("the reply tells of no session");
  return session;
}

export const signal = (from: string, to: string, i: number) => message("signal", from, to, { i });
export const numbersIn = (inbox: readonly Message[]) =>
  inbox.filter(({ message_type: type }) => type === "signal").map(({ body }) => (body as { i: number }).i);
