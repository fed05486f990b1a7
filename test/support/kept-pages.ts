import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { openContext } from "./browser";

/** What tests listen to at a page, and what the next test is not to hear. */
const HEARD = [
  "console",
  "pageerror",
  "requestfailed",
  "request",
  "response",
  "dialog",
  "websocket",
] as const;

/**
 * Pages that the tests of a file use one after the other, each in a context of its own: to open one takes longer than to
 * load it anew. For tests that leave nothing in storage and no routes, initial scripts or other size in a page; others open theirs
 * with `newPerson`.
 *
 * @example
 * beforeAll(async () => { people = new KeptPages(await launchBrowser()); });
 * afterEach(() => people.leave());
 * afterAll(() => people.close());
 */
export class KeptPages {
  readonly #browser: Browser;
  readonly #device: BrowserContextOptions;
  #pages: Promise<Page>[] = [];
  #used = 0;

  /** @param browser - From `launchBrowser`; it is closed with the pages. */
  constructor(browser: Browser, device: BrowserContextOptions = {}) {
    this.#browser = browser;
    this.#device = device;
  }

  /** @returns An empty page that no other part of the test has. */
  next(): Promise<Page> {
    const index = this.#used++;
    const page = this.#pages[index] ?? this.#open();
    this.#pages[index] = page;
    return page;
  }

  /** Everybody leaves, as by a closed page. What the test itself has closed is not used again. */
  async leave(): Promise<void> {
    const pages = await Promise.all(this.#pages);
    const used = pages.slice(0, this.#used).filter((page) => !page.isClosed());
    this.#pages = [...used, ...pages.slice(this.#used)].map((page) => Promise.resolve(page));
    this.#used = 0;
    await Promise.all(used.map(empty));
  }

  close(): Promise<void> {
    return this.#browser.close();
  }

  async #open(): Promise<Page> {
    return (await openContext(this.#browser, this.#device)).newPage();
  }
}

async function empty(page: Page): Promise<void> {
  for (const event of HEARD) page.removeAllListeners(event);
  await page.mouse.move(0, 0);
  await page.goto("about:blank");
}
