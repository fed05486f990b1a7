import type { JsonValue } from "../../../protocol";
import type { ElementPointer } from "../../../protocol/pointer";
import type { DOCUMENT, WINDOW } from "../arguments";
import type { RemoteJQuery } from "./remote-jquery";

/** What a method takes for a selector: a string that selects, an element of that page, or another selection of it. */
export type RemoteSelector = string | ElementPointer | RemoteJQuery;

/** What a remote selection begins with: also the other page's window or document. */
export type RemoteTarget = RemoteSelector | Window | Document | typeof WINDOW | typeof DOCUMENT;

/** What is inserted: markup (which the other page makes harmless), an element of that page, or a selection of it. */
export type RemoteContent =
  | string
  | number
  | boolean
  | null
  | readonly (string | number)[]
  | ElementPointer
  | RemoteJQuery;

/** Data that can travel: what JSON can carry. */
export type RemoteData = JsonValue | { readonly [name: string]: JsonValue | undefined };

/** Values by name. */
export interface RemoteValues<Value = JsonValue> {
  readonly [name: string]: Value | undefined;
}

/** A place in pixels. */
export interface RemoteCoordinates {
  readonly left: number;
  readonly top: number;
}
