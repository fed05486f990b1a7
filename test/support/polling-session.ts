import type { OutgoingHttpHeaders } from "node:http";
import { type Asked, ask } from "./ask";

/** Where a session of long-polling is opened. */
export const POLLING = "/socket.io/?EIO=4&transport=polling";

/** The packet of Engine.IO that ends a connection. */
export const CLOSE_PACKET = "1";

/** The ID of the session that an answer has opened, wherever in a text that answer is. */
export function sessionIdIn(text: string): string {
  const [, sid] = /"sid":"([^"]+)"/.exec(text) ?? [];
  if (sid === undefined) throw new Error(`no session was opened: ${text}`);
  return sid;
}

/** The path of the requests of that session. */
export const sessionPathIn = (text: string): string => `${POLLING}&sid=${sessionIdIn(text)}`;

/** Opens a session that has joined nothing yet, and gives its path. */
export async function openPolling(address: string, headers: OutgoingHttpHeaders = {}): Promise<string> {
  const { text } = await ask(address, { path: POLLING }, headers);
  return sessionPathIn(text);
}

/** Opens a session that joins nothing, and leaves it again: a server that stops waits for no poll of it. */
export async function openAndLeave(address: string, headers: OutgoingHttpHeaders = {}): Promise<Asked> {
  const answer = await ask(address, { path: POLLING }, headers);
  if (answer.status === 200) await leavePolling(address, sessionPathIn(answer.text));
  return answer;
}

/** Ends a session, as a page does that is closed. */
export async function leavePolling(address: string, path: string): Promise<void> {
  await ask(address, { path, method: "POST", body: CLOSE_PACKET }, {});
}

/** Opens a session that has joined and that nobody uses, and gives its ID. Its next poll has an answer at once. */
export async function openSession(address: string): Promise<string> {
  const { text } = await ask(address, { path: POLLING }, {});
  await ask(address, { path: sessionPathIn(text), method: "POST", body: "40" }, {});
  return sessionIdIn(text);
}
