import type playwright from "playwright-core";

declare global {
  /** From `scripts/test-environment.cjs`. */
  function loadPlaywright(): typeof playwright;
}

/** Playwright, loaded once for all test files of a worker. To import it would load it anew for each. */
export const { chromium, firefox } = loadPlaywright();
