import type { JsonValue } from "../../protocol";
import type { KeptEntry } from "../keep/kept-entry";

/** A query of one process to all that have pages of a node, or to all. */
export type Query =
  | { readonly about: "pages"; readonly node: string }
  /** Which of these requests are pending there. */
  | { readonly about: "requests"; readonly correlationIds: readonly string[] }
  /** All that is kept there, which is published before the response. */
  | { readonly about: "kept" }
  | SessionQuery;

/** Names the session of a page. */
export interface SessionKey {
  readonly node: string;
  readonly page: string | null;
  /** The session's ID. */
  readonly session: string;
}

/** A query for a session that its page resumes elsewhere: who has it, then twice to that process to give it over. */
export interface SessionQuery extends SessionKey {
  readonly about: "session";
  readonly step: "find" | "prepare" | "give";
  /** How many messages of the session the page has received. */
  readonly received: number;
}

/** What one process publishes to others over the backplane. `process` is the process that publishes. */
export type Publication =
  /** A message for the pages of a node, as its JSON text. */
  | { readonly kind: "message"; readonly correlationId: string; readonly text: string }
  /** Nobody on this process will answer the request. `delivered`: whether a page had received it. */
  | { readonly kind: "nack"; readonly correlationId: string; readonly delivered: boolean }
  | { readonly kind: "query"; readonly process: string; readonly id: number; readonly query: Query }
  | { readonly kind: "response"; readonly id: number; readonly response: JsonValue }
  /** The page of a session has begun a new one, and never resumes it. */
  | ({ readonly kind: "replaced" } & SessionKey)
  /** A process is back, and has missed what was published meanwhile. */
  | { readonly kind: "rejoined"; readonly process: string }
  /** Statements that are kept, or no longer kept. */
  | { readonly kind: "kept"; readonly entries: readonly KeptEntry[] }
  /** A page of a watched node came or left; `nodeHere`: whether the process has any page of the node now. */
  | {
      readonly kind: "page";
      readonly process: string;
      readonly page: string | null;
      readonly pageHere: boolean;
      readonly nodeHere: boolean;
    };

/** The channel of all processes, for what is kept. */
export const KEEP_CHANNEL = "keep";

/** The channel of all processes that have a page of the node. */
export function nodeChannel(nodeId: string): string {
  return `node:${nodeId}`;
}

/** The channel of all processes with a watch on the node. */
export function watchChannel(nodeId: string): string {
  return `watch:${nodeId}`;
}

/** The channel of one process. */
export function processChannel(processId: string): string {
  return `process:${processId}`;
}

/** The process that made a correlation ID. */
export function processOf(correlationId: string): string {
  return correlationId.slice(0, correlationId.indexOf("."));
}

/** The number of a message among those that its process relayed. */
export function numberOf(correlationId: string): number {
  return Number.parseInt(correlationId.slice(correlationId.indexOf(".") + 1), 36);
}

/** Encodes a publication as text. Messages, which are nearly all publications, keep their JSON text unchanged. */
export function encodePublication(publication: Publication): string {
  if (publication.kind === "message") return `${publication.correlationId}\n${publication.text}`;
  return JSON.stringify(publication);
}

/** @returns The publication, or `undefined` for a text that no process of this version publishes. */
export function decodePublication(payload: string): Publication | undefined {
  if (payload.startsWith("{")) return decodeJson(payload);
  const end = payload.indexOf("\n");
  if (end < 0) return undefined;
  return { kind: "message", correlationId: payload.slice(0, end), text: payload.slice(end + 1) };
}

function decodeJson(payload: string): Publication | undefined {
  try {
    // Only our own processes publish. A newer version may know more kinds: the receiver ignores unknown ones.
    return JSON.parse(payload) as Publication;
  } catch {
    return undefined;
  }
}
