import { hasOwn } from "../protocol";
import { classOf } from "./expressions/is-object";

/** Looks at a member before it is written, and throws for what cannot travel. */
type Check = (member: unknown) => void;

type Members = { readonly [name: string]: unknown };

/**
 * As `JSON.stringify`, but for a method `toJSON` that a library gave to every array, object or date, as old versions of
 * Prototype do: the text depends on none of them.
 *
 * @returns The word `undefined` for what JSON leaves out.
 */
export function toJson(value: unknown, check?: Check): string {
  // What all objects inherit, arrays inherit as well.
  if ("toJSON" in []) return `${write(value, check)}`;
  const replace = (_name: string, member: unknown): unknown => {
    check?.(member);
    return member;
  };
  return `${JSON.stringify(value, check && replace)}`;
}

function write(value: unknown, check: Check | undefined): string | undefined {
  const given = plainOf(value);
  check?.(given);
  if (typeof given === "function") return undefined;
  if (!given || typeof given !== "object") return JSON.stringify(given);
  const parts: string[] = [];
  if (Array.isArray(given)) {
    for (let i = 0; i < given.length; i++) parts.push(write(given[i], check) ?? "null");
    return `[${parts.join(",")}]`;
  }
  for (const name in given) {
    const text = hasOwn(given, name) ? write((given as Members)[name], check) : undefined;
    if (text !== undefined) parts.push(`${JSON.stringify(name)}:${text}`);
  }
  return `{${parts.join(",")}}`;
}

/** A date as JSON has it; `null` for one that is not valid. */
export function dateText(date: Date): string | null {
  const time = date.getTime();
  return time - time === 0 ? date.toISOString() : null;
}

/** The value that stands for an object in JSON: by its own class, where that has a say. */
function plainOf(value: unknown): unknown {
  if (!value || typeof value !== "object") return value;
  if (value instanceof Date) return dateText(value);
  if (/ (String|Number|Boolean)\]/.test(classOf(value))) return value.valueOf();
  const { toJSON } = value as Members;
  const isForeign = [Array, Object].some((type) => toJSON === (type.prototype as Members).toJSON);
  return typeof toJSON === "function" && !isForeign ? toJSON.call(value) : value;
}
