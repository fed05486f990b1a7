import type { Call } from "./program";

/** A difference between `$` and a remote selection that is meant to be. */
export interface MeantDifference {
  readonly what: string;
  readonly why: string;
  /** Statements that show it: what comes of them, or of the document, is not the same. */
  readonly example: readonly string[];
  /** Calls that the generator does not make, where it would make such calls at all. */
  readonly excludes?: (call: Call) => boolean;
}

/** Every difference that is meant to be. The comparison knows none of them: nothing that shows one is generated. */
export const MEANT_DIFFERENCES: readonly MeantDifference[] = [];

/** Whether a call would show a difference that is meant to be. */
export function isExcluded(call: Call): boolean {
  return MEANT_DIFFERENCES.some(({ excludes }) => excludes?.(call));
}
