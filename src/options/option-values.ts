import { statSync } from "node:fs";
import { isOriginPattern } from "../admission/origin";
import type { OptionSpec } from "./option-types";

const PATH = /^\/([\w.~-]+(\/[\w.~-]+)*)?$/;

/** The longest path of a socket that every Unix takes, in bytes: some cut a longer one off without a word. */
const LONGEST_PATH = 103;

/** What an option's value must be, in words, or `undefined` when the given one will do. */
export function describeExpected(spec: OptionSpec, value: unknown): string | undefined {
  switch (spec.type) {
    case "integer":
      if (typeof value === "number" && Number.isInteger(value) && value >= spec.min && value <= spec.max)
        break;
      return `a whole number from ${spec.min} to ${spec.max}`;
    case "port":
      if (typeof value === "number" ? isPort(value) : isSocketPath(value)) break;
      return `a whole number from 0 to 65535, or the path of a socket, of at most ${LONGEST_PATH} bytes, such as /run/jqluster.sock (on Windows \\\\.\\pipe\\jqluster)`;
    case "choice":
      if (typeof value === "string" && spec.choices.includes(value)) break;
      return `one of ${spec.choices.join(", ")}`;
    case "string":
      if (typeof value === "string" && value !== "") break;
      return "a text that is not empty";
    case "boolean":
      if (typeof value === "boolean") break;
      return "true or false";
    case "folder":
    case "file":
      if (typeof value === "string" && isOnDisk(value, spec.type)) break;
      return `a ${spec.type} that exists`;
    case "path":
      if (typeof value === "string" && PATH.test(value) && (value !== "/" || spec.rootAllowed)) break;
      return `a path such as ${spec.default}, without a slash at its end`;
    case "url":
      if (typeof value === "string" && hasProtocol(value, spec.protocols)) break;
      return `a URL that begins with ${spec.protocols.join("// or ")}//`;
    case "origins":
      if (value === "*" || value === "same-origin" || typeof value === "function") break;
      if (Array.isArray(value) && value.every(isOrigin)) break;
      return "same-origin, *, or a list of origins such as https://example.org or https://*.example.org, in lower case, without a path or a default port";
    case "hosts":
      if (value === "*" || value === "auto" || (Array.isArray(value) && value.every(isHostName))) break;
      return "auto, *, or a list of host names such as example.org, without a port";
    case "secret":
      if (typeof value === "string" && value !== "") break;
      return "a text that is not empty";
  }
  return undefined;
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 65_535;
}

/**
 * Whether a value has the form of the path of a socket on this machine: of a Unix domain socket, or of a named pipe.
 *
 * @param platform - Default: this one.
 */
export function isSocketPath(value: unknown, platform: NodeJS.Platform = process.platform): value is string {
  if (typeof value !== "string") return false;
  if (platform === "win32") return /^\\\\[.?]\\pipe\\./i.test(value);
  return /^\/./.test(value) && !value.endsWith("/") && Buffer.byteLength(value) <= LONGEST_PATH;
}

function isOnDisk(path: string, kind: "folder" | "file"): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return kind === "folder" ? stats?.isDirectory() === true : stats?.isFile() === true;
}

function isOrigin(value: unknown): boolean {
  return typeof value === "string" && isOriginPattern(value);
}

function isHostName(value: unknown): boolean {
  return typeof value === "string" && (/^[\w.-]+$/.test(value) || /^\[[\da-f:.]+\]$/i.test(value));
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}
