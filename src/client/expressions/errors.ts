import { named } from "../errors";

/** Text that is no chain. `message` tells the position and what was expected there. */
export interface ExpressionError extends Error {
  readonly name: "ExpressionError";
  /** The offset in the expression, from 0, in UTF-16 units. */
  readonly position: number;
}

/** A chain that may not run here: an unlisted method, or something that could become script. */
export interface RefusalError extends Error {
  readonly name: "RefusalError";
}

/** Makes an {@link ExpressionError}. */
export function expressionError(expected: string, position: number): ExpressionError {
  const error = named("ExpressionError", `${expected} at position ${position}`) as { position?: number };
  error.position = position;
  return error as ExpressionError;
}

/** Makes a {@link RefusalError}. */
export function refusal(message: string): RefusalError {
  return named("RefusalError", message) as RefusalError;
}
