import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { launchBrowser, openContext } from "./browser";
import { firefox } from "./playwright";
import { LIMIT } from "./until";

/** The browsers of {@link openTrusting}. */
export const TRUSTING = ["Chromium", "Firefox"] as const;

/** A page of a browser of its own. */
export interface TrustingPage {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens a page in a browser whose user trusts one more authority.
 *
 * @param home - An empty folder for what the browser keeps.
 * @param authority - Its certificate, as PEM.
 */
export async function openTrusting(
  name: (typeof TRUSTING)[number],
  home: string,
  authority: string,
): Promise<TrustingPage> {
  if (name === "Chromium") {
    trust(join(home, ".pki", "nssdb"), home, authority);
    const browser = await launchBrowser({ home });
    return pageOf(await openContext(browser), () => browser.close());
  }
  const profile = join(home, "profile");
  trust(profile, home, authority);
  const executablePath = findTool(TEST_TOOLS.firefox);
  if (executablePath === undefined) {
    throw new Error("Firefox was not found: run `node scripts/prepare-tests.mjs`");
  }
  const context = await firefox.launchPersistentContext(profile, { channel: "moz-firefox", executablePath });
  context.setDefaultTimeout(LIMIT);
  return pageOf(context, () => context.close());
}

async function pageOf(context: BrowserContext, close: () => Promise<void>): Promise<TrustingPage> {
  return { page: await context.newPage(), close };
}

/** Puts an authority into a new database of certificates, which both browsers have in the format of NSS. */
function trust(database: string, home: string, authority: string): void {
  const certutil = findTool(TEST_TOOLS.certutil);
  if (certutil === undefined) throw new Error("certutil was not found: run `node scripts/prepare-tests.mjs`");
  const file = join(home, "authority.pem");
  mkdirSync(database, { recursive: true });
  writeFileSync(file, authority);
  execFileSync(certutil, ["-d", `sql:${database}`, "-N", "--empty-password"]);
  execFileSync(certutil, ["-d", `sql:${database}`, "-A", "-t", "C,,", "-n", "jqluster", "-i", file]);
}
