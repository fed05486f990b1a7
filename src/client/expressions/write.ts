import { toJson } from "../to-json";
import { type Argument, type Chain, isNested, READINESS_KEY, type Readiness } from "./chain";

/**
 * Writes a chain as original clients write `eval_code`, so that both our reader and an original page understand it.
 *
 * @returns For example `$("ul").find("li").eq(1).text()`.
 * @example
 * writeChain({ root: ["ul"], steps: [{ method: "text", args: [] }] });
 */
export function writeChain(chain: Chain): string {
  if (chain.readiness) return writeReadiness(chain.readiness);
  const calls = chain.steps.map(({ method, args }) =>
    // jQuery 3 dropped size(); every jQuery has length.
    /^(size|length)$/.test(method) ? ".length" : `.${method}${writeArguments(args)}`,
  );
  return `$${writeArguments(chain.root)}${calls.join("")}`;
}

/** Writes a readiness form; the inverse is `readChain(…).readiness`. */
export function writeReadiness(readiness: Readiness): string {
  return `$(document).data("${READINESS_KEY}")[${writeJson(readiness.owner)}].${readiness.call}(${writeJson(readiness.argument)})`;
}

function writeArguments(args: readonly Argument[]): string {
  return `(${args.map(writeArgument).join(",")})`;
}

function writeArgument(argument: Argument): string {
  if (!isNested(argument)) return writeJson(argument);
  return typeof argument.value === "string" ? argument.value : writeChain(argument.value);
}

function writeJson(value: unknown): string {
  // JSON allows these two in strings, JavaScript before 2019 does not, and original pages evaluate the text.
  return toJson(value)
    .replace(/\u2028/g, "\\u2028")
    .replace(/\u2029/g, "\\u2029");
}
