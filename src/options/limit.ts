import type { OptionScope, OptionSpec } from "./option-types";

/** A day, in milliseconds: longer than anybody waits, and far from where timers overflow. */
export const A_DAY = 86_400_000;

/** Makes the row of an option that is a whole number, and that 0 switches off. */
export function limit(
  variable: string,
  standard: number,
  max: number,
  help: string,
  zero = "no limit",
  scope: OptionScope = "any",
): OptionSpec {
  return {
    scope,
    type: "integer",
    default: standard,
    min: 0,
    max,
    environment: [`JQLUSTER_${variable}`],
    help: `${help}; 0: ${zero}`,
  };
}
