import { quote } from "../core";
import { OPTION_SCOPES, type OptionScope, type OptionSpec } from "./option-types";
import { describeExpected } from "./option-values";
import { OPTIONS } from "./options";

/** Where options are given: to the standalone service, on an HTTP server, on a Socket.IO server or namespace. */
export type OptionsPlace = "service" | "http" | "socket.io";

/** The scope that each place needs at least: an attached jQluster listens nowhere, a Socket.IO server has its own path. */
const SCOPE_OF_PLACE: { readonly [Place in OptionsPlace]: OptionScope } = {
  service: "service",
  http: "http",
  "socket.io": "any",
};

/** Options that are code, which no command line could give: where they can be given, and the type they must have. */
const CODE_OPTIONS = new Map<string, readonly [OptionScope, "function" | "object" | "string"]>([
  ["logger", ["any", "function"]],
  ["observer", ["any", "object"]],
  ["backplane", ["any", "object"]],
  ["sessionIdPrefix", ["http", "string"]],
  ["authorizeRegister", ["any", "function"]],
  ["authorizeMessage", ["any", "function"]],
]);

const SPECS = new Map<string, OptionSpec>(Object.entries(OPTIONS));

/**
 * Refuses options that cannot be taken, where they are given.
 *
 * @param caller - The function they were given to, for the text of the error.
 * @throws TypeError naming the option and what is allowed.
 */
export function checkOptions(caller: string, options: object, place: OptionsPlace): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${caller}: options must be an object`);
  }
  const allowed = namesAllowed(place);
  for (const [name, value] of Object.entries(options)) {
    if (!allowed.includes(name)) {
      throw new TypeError(
        `${caller}: there is no option ${name} here; the options are ${allowed.join(", ")}`,
      );
    }
    const expected = value === undefined ? undefined : expectedOf(name, value);
    if (expected === undefined) continue;
    throw new TypeError(`${caller}: ${name} must be ${expected}, not ${show(value)}`);
  }
  const { socketIoPath, websocketPath } = { ...pathDefaults(), ...options };
  if (`${websocketPath}/`.startsWith(`${socketIoPath}/`)) {
    throw new TypeError(`${caller}: websocketPath must be outside socketIoPath (${socketIoPath})`);
  }
}

function namesAllowed(place: OptionsPlace): readonly string[] {
  const needed = OPTION_SCOPES.indexOf(SCOPE_OF_PLACE[place]);
  const scopes = [
    ...Array.from(SPECS, ([name, { scope }]) => [name, scope] as const),
    ...Array.from(CODE_OPTIONS, ([name, [scope]]) => [name, scope] as const),
  ];
  return scopes.filter(([, scope]) => OPTION_SCOPES.indexOf(scope) >= needed).map(([name]) => name);
}

function expectedOf(name: string, value: unknown): string | undefined {
  const spec = SPECS.get(name);
  if (spec) return describeExpected(spec, value);
  const [, type] = CODE_OPTIONS.get(name) ?? [];
  return typeof value === type && value !== null ? undefined : `${type === "object" ? "an" : "a"} ${type}`;
}

function pathDefaults() {
  return { socketIoPath: OPTIONS.socketIoPath.default, websocketPath: OPTIONS.websocketPath.default };
}

function show(value: unknown): string {
  return typeof value === "string" ? quote(value) : quote(String(value)).slice(1, -1);
}
