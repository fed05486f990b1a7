import type playwright from "playwright-core";
import type { borrowBrowser as borrow } from "../../scripts/shared-browser.cjs";

declare global {
  // From `scripts/test-environment.cjs`.
  function loadPlaywright(): typeof playwright;
  function lendBrowser(...options: Parameters<typeof borrow>): ReturnType<typeof borrow>;
}

/** Playwright, loaded once for all test files of a worker. To import it would load it anew for each. */
export const { chromium, firefox } = loadPlaywright();

/** Like `chromium.launch`, but of one process for all test files of a worker. */
export const borrowBrowser = lendBrowser;
