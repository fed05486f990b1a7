import { until } from "../until";
import type { EnginePage } from "./engine";

/** Waits until an expression is true in a page. */
export async function waitFor(page: EnginePage, expression: string): Promise<void> {
  try {
    await until(async () => (await page.run(`return !!(${expression})`)) === true);
  } catch (cause) {
    throw new Error(`${page.engine} in vain waited for: ${expression}`, { cause });
  }
}

/**
 * Waits for what an expression promises in a page, in engines with and without promises.
 *
 * @param expression - Gives something with `then`.
 * @returns The value, or `Name: message` of the error.
 */
export async function ask(page: EnginePage, expression: string): Promise<unknown> {
  await page.run(`window.asked = null; (${expression}).then(
    function (value) { window.asked = [value]; },
    function (error) { window.asked = [error.name + ": " + error.message]; }
  )`);
  await waitFor(page, "window.asked");
  return page.run("return window.asked[0]");
}
