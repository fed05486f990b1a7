import { isPointer } from "../../protocol/pointer";
import { all, type RemotePromise } from "../promise";
import type { Selection } from "./calls";
import { linkTo } from "./statements";

/**
 * Visits the elements here, as pointers: fetched once, so that there is an end.
 *
 * @param elements - What `toArray()` of the selection gives.
 */
export function iterate(
  selection: Selection,
  method: string,
  visit: unknown,
  elements: RemotePromise<unknown[]>,
): RemotePromise<unknown> {
  if (typeof visit !== "function") throw new TypeError(`${method}() needs a function`);
  const { report } = selection.calls;
  return elements
    .then((found) => (found.every(isPointer) ? found : pointersBySignals(selection)))
    .then((pointers) => {
      const results: unknown[] = [];
      for (let index = 0; index < pointers.length; index++) {
        const element = pointers[index];
        const result: unknown =
          method === "each" ? visit.call(element, index, element) : visit.call(element, element, index);
        if (method === "each" && result === false) break;
        results.push(result);
      }
      if (method === "each") return undefined;
      return all(results, report).then((values) => {
        const some = values.filter((value) => value !== null && value !== undefined);
        // Lists among the results become part of the one list, as in jQuery.
        return ([] as unknown[]).concat(...some);
      });
    });
}

/** Pages of the original give elements to callbacks alone, and tell no end; but they keep to the order of requests. */
function pointersBySignals({ link, calls }: Selection): RemotePromise<unknown[]> {
  const found: unknown[] = [];
  const forget = calls.listen(link, {
    method: "each",
    options: [],
    call: (self) => found.push(self),
  });
  const step = { method: "size", args: [] };
  return calls.value(linkTo(link.place, link, step, "getter")).then(() => {
    forget();
    return found;
  });
}
