import { quote } from "../core";
import type { OptionSpec } from "./option-types";
import { expectedInstead } from "./option-values";
import { OPTIONS } from "./options";

/** Where options are used: by the standalone service, on an HTTP server, on a Socket.IO server or namespace. */
export type OptionsPlace = "service" | "http" | "socket.io";

/** Options that are code, which no command line could give, by the type they must have. */
const CODE_OPTIONS = new Map<string, "function" | "object" | "string">([
  ["logger", "function"],
  ["observer", "object"],
  ["backplane", "object"],
  ["sessionIdPrefix", "string"],
  ["authorizeRegister", "function"],
  ["authorizeMessage", "function"],
]);
/** What takes a program of its own. */
const COMMAND_ONLY: readonly string[] = ["redis", "workers"];
/** An attached jQluster listens nowhere and writes no log itself. */
const SERVICE_ONLY: readonly string[] = [
  "port",
  "host",
  "logLevel",
  "logFormat",
  "maxHttpConnections",
  "maxWaitingRequests",
];
/** A Socket.IO server brings its own path. */
const HTTP_ONLY: readonly string[] = ["socketIoPath", "websocketPath", "sessionIdPrefix"];

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
  const excluded =
    place === "service" ? [] : place === "http" ? SERVICE_ONLY : [...SERVICE_ONLY, ...HTTP_ONLY];
  return [...SPECS.keys(), ...CODE_OPTIONS.keys()].filter(
    (name) => !excluded.includes(name) && !COMMAND_ONLY.includes(name),
  );
}

function expectedOf(name: string, value: unknown): string | undefined {
  const spec = SPECS.get(name);
  if (spec) return expectedInstead(spec, value);
  const type = CODE_OPTIONS.get(name);
  return typeof value === type && value !== null ? undefined : `${type === "object" ? "an" : "a"} ${type}`;
}

function pathDefaults() {
  return { socketIoPath: OPTIONS.socketIoPath.default, websocketPath: OPTIONS.websocketPath.default };
}

function show(value: unknown): string {
  return typeof value === "string" ? quote(value) : quote(String(value)).slice(1, -1);
}
