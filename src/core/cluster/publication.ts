import type { JsonValue } from "../../protocol";

/** What one process may ask all that have pages of a node. */
export type Question =
  | { readonly about: "pages"; readonly node: string }
  /** Which of these requests a page of yours may still answer. */
  | { readonly about: "requests"; readonly tickets: readonly string[] };

/** What one process tells others over the backplane. `process` is the one that tells. */
export type Publication =
  /** A message for the pages of a node, as its JSON text; `ticket` names it between processes. */
  | { readonly kind: "message"; readonly ticket: string; readonly text: string }
  /** Nobody here will answer your request any more; `reached`: someone could have until now. */
  | { readonly kind: "gone"; readonly ticket: string; readonly reached: boolean }
  | { readonly kind: "ask"; readonly process: string; readonly ask: number; readonly question: Question }
  | { readonly kind: "answer"; readonly ask: number; readonly answer: JsonValue }
  /** A page of a watched node came or left; `nodeHere`: whether that process has any page of the node now. */
  | {
      readonly kind: "page";
      readonly process: string;
      readonly page: string | null;
      readonly pageHere: boolean;
      readonly nodeHere: boolean;
    };

/** The channel of every process that has a page of the node. */
export function nodeChannel(nodeId: string): string {
  return `node:${nodeId}`;
}

/** The channel of every process where somebody watches the node. */
export function watchChannel(nodeId: string): string {
  return `watch:${nodeId}`;
}

/** The channel of one process. */
export function processChannel(processId: string): string {
  return `process:${processId}`;
}

/** The process that a ticket comes from. */
export function processOfTicket(ticket: string): string {
  return ticket.slice(0, ticket.indexOf("."));
}

/** A publication as text. Messages, which are nearly all, keep the JSON text they came as. */
export function encodePublication(publication: Publication): string {
  if (publication.kind === "message") return `${publication.ticket}\n${publication.text}`;
  return JSON.stringify(publication);
}

/** @returns The publication, or `undefined` for what no process of this version publishes. */
export function decodePublication(payload: string): Publication | undefined {
  if (payload.startsWith("{")) return decodeNotice(payload);
  const end = payload.indexOf("\n");
  if (end < 0) return undefined;
  return { kind: "message", ticket: payload.slice(0, end), text: payload.slice(end + 1) };
}

function decodeNotice(payload: string): Publication | undefined {
  try {
    // The other processes are ours, and newer ones may know more kinds: the receiver ignores what it does not know.
    return JSON.parse(payload) as Publication;
  } catch {
    return undefined;
  }
}
