import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";

/** Which Chromium a test needs. */
export interface ChromiumNeeds {
  /** Whether it needs what surrounds the engine, such as the history of a window or the certificates of its user. */
  readonly whole?: boolean;
}

/**
 * Finds a Chromium. The headless shell is preferred: it has the same engine without the windows around it, of which each
 * page costs more time than most tests.
 *
 * @returns Its path. Under `npm run test:browsers`, that of the whole browser.
 * @throws Error when none is installed.
 */
export function findChromium({ whole = false }: ChromiumNeeds = {}): string {
  const isWhole = whole || process.env.JQLUSTER_BROWSERS === "1";
  const file = (isWhole ? undefined : findTool(TEST_TOOLS.headlessShell)) ?? findTool(TEST_TOOLS.chromium);
  if (file !== undefined) return file;
  throw new Error("Chromium was not found: run `node scripts/prepare-tests.mjs`");
}
