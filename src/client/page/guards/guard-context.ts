import type { JQueryFunction, WindowLike } from "../jquery";
import type { Sanitize } from "./sanitize";

/** What the guards need of the page. */
export interface GuardContext {
  readonly jQuery: JQueryFunction;
  readonly window: WindowLike;
  /** Default: parsed in an inert document, everything that could run script removed. */
  readonly sanitize?: Sanitize;
}
