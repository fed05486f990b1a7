import { hasOwn } from "../protocol";
import { classOf } from "./expressions/is-object";

/** Looks at a member before it is written, and throws for what cannot travel. */
type Check = (member: unknown) => void;

type Members = { readonly [name: string]: unknown };

/**
 * As `JSON.stringify`, but for a method `toJSON` that a library gave to every array, object or date, as old versions of
 * Prototype do: the text depends on none of them.
 *
 * @param what - Names the value in the error of one that contains itself.
 * @returns The word `undefined` for what JSON leaves out.
 * @throws TypeError for a value that contains itself, and what `check` throws.
 */
export function toJson(value: unknown, what?: string, check?: Check): string {
  /** The objects that the value at hand stands in. */
  const around: unknown[] = [];

  function write(member: unknown): string | undefined {
    const given = plainOf(member);
    if (check) check(given);
    if (typeof given === "function") return undefined;
    if (!given || typeof given !== "object") return JSON.stringify(given);
    if (around.indexOf(given) >= 0) {
      throw new TypeError(`${what} cannot travel: it contains itself`);
    }
    around.push(given);
    const parts: string[] = [];
    if (Array.isArray(given)) {
      for (let i = 0; i < given.length; i++) parts.push(write(given[i]) || "null");
    } else {
      for (const own in given) {
        const text = hasOwn(given, own) && write((given as Members)[own]);
        if (text) parts.push(`${JSON.stringify(own)}:${text}`);
      }
    }
    around.pop();
    return Array.isArray(given) ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
  }

  // What all objects inherit, arrays inherit as well.
  return `${what || "toJSON" in [] ? write(value) : JSON.stringify(value)}`;
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
