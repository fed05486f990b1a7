import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { findChromium } from "./chromium";
import { borrowBrowser, chromium } from "./playwright";
import { LIMIT } from "./until";

/** How {@link launchBrowser} starts a browser. One with options is the test file's alone. */
export interface LaunchOptions {
  /** Whether it may keep pages that are left, and show them again as they were. Default: `false`. */
  readonly keepsPages?: boolean;
  /** The home folder of its user, in which its trusted certificates are. Default: that of this process. */
  readonly home?: string;
}

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];

/**
 * Starts a browser for a test file, which closes it again. The process of one without options is there for all files of a
 * worker, so it has no contexts but those that the file opens.
 *
 * @returns The browser, without a page.
 * @throws Error when no Chromium is installed.
 * @example
 * let browser: Browser;
 * beforeAll(async () => { browser = await launchBrowser(); });
 * afterAll(() => browser.close());
 */
export async function launchBrowser({ keepsPages = false, home }: LaunchOptions = {}): Promise<Browser> {
  if (!keepsPages && home === undefined) {
    return borrowBrowser({ executablePath: findChromium(), args: ARGS });
  }
  return chromium.launch({
    executablePath: findChromium({ whole: true }),
    args: ARGS,
    ...(home === undefined ? {} : { env: { ...process.env, HOME: home } }),
    ignoreDefaultArgs: keepsPages ? ["--disable-back-forward-cache"] : [],
  });
}

/**
 * Opens a page as another person would: in a context that shares no cookies, storage or connections.
 *
 * @param browser - From {@link launchBrowser}; closing it closes the page as well.
 * @returns An empty page.
 * @example
 * const [alice, bob] = await Promise.all([newPerson(browser), newPerson(browser)]);
 */
export async function newPerson(browser: Browser): Promise<Page> {
  const context = await openContext(browser);
  return context.newPage();
}

/** What {@link newPerson} opens its page in, here for a device of one's own. Waits in it may take as long as elsewhere. */
export async function openContext(
  browser: Browser,
  device: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext(device);
  context.setDefaultTimeout(LIMIT);
  const close = context.close.bind(context);
  // The headless shell ends the pages of a context without an event in them, so they could not say goodbye.
  context.close = async (options) => {
    await Promise.all(context.pages().map((page) => page.close()));
    await close(options);
  };
  return context;
}

/**
 * Records what a developer would see go wrong in a page: errors on the console, exceptions nobody caught, and
 * requests that failed. Call it before the page loads anything.
 *
 * @param page - The page to watch, until it closes.
 * @returns A list that grows; empty as long as all is well.
 * @example
 * const problems = collectProblems(page);
 * await page.goto(url);
 * expect(problems).toEqual([]);
 */
export function collectProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "unknown";
    // The page itself gave these up, by moving on or by ending a poll.
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${reason}`);
  });
  return problems;
}
