import type { ElementPointer } from "../../../protocol/pointer";
import type { RemotePromise } from "../../promise";

/** The methods that visit each element: the elements are asked for once, in parts where
 * they are too many for one answer, and visited here. */
export interface RemoteIterating {
  /**
   * Calls the function for each element, until one call gives `false`.
   *
   * @returns Fulfilled when all have been visited.
   * @example
   * await $bob("li").each(function (index) { $bob(this).text(index + 1); });
   */
  each(visit: (this: ElementPointer, index: number, element: ElementPointer) => unknown): RemotePromise<void>;
  /**
   * Calls the function for each element and gives its results, those of promises included; `null` and `undefined`
   * are left out.
   *
   * @example
   * const texts = await $bob("li").map(function () { return $bob(this).text(); });
   */
  map<Result>(
    visit: (
      this: ElementPointer,
      element: ElementPointer,
      index: number,
    ) => Result | PromiseLike<Result | null | undefined> | null | undefined,
  ): RemotePromise<Result[]>;
}
