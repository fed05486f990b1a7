import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import type { ServiceOptions } from "../../src/options/options";
import { createService, type Service } from "../../src/service/service";
import { collectProblems, launchBrowser, openContext } from "./browser";

/** A phone held upright, with touch. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** How a person comes to a demo. */
export interface Visit {
  /** @default a laptop, 1440 by 900 */
  readonly device?: BrowserContextOptions;
  /** @default false */
  readonly polling?: boolean;
  /** Runs in the page before its own scripts. */
  readonly initScript?: string;
}

/** What a page reports while the test itself keeps it off the network. */
const KEPT_OFFLINE = /net::ERR_INTERNET_DISCONNECTED/;

/** The service with its demo pages, and a browser to visit them. */
export interface DemoPages {
  readonly url: string;
  /** A room that nobody is in yet: another one after everybody has left, since pages that poll are missed late. */
  readonly room: string;
  /** Opens a page as another person; what goes wrong there is kept for {@link DemoPages.leave}. */
  visit(path: string, visit?: Visit): Promise<Page>;
  /** Everybody leaves. @throws Error that lists what went wrong in any page. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Options of a service that soon finds a connection that was lost without a word, and does not wait long for the page.
 * For pages with a WebSocket: one that polls, on a busy machine, might be told of an error.
 */
export const FINDS_LOSSES: Partial<ServiceOptions> = {
  pingInterval: 1_000,
  pingTimeout: 4_000,
  resumeTimeout: 2_000,
};

/** Starts the service and a browser for the tests of a file. */
export async function openDemos(options: Partial<ServiceOptions> = {}): Promise<DemoPages> {
  const service: Service = createService({ ...options, port: 0 });
  const [{ url }, browser] = await Promise.all([service.listen(), launchBrowser() as Promise<Browser>]);
  const problems: (readonly string[])[] = [];
  let rooms = 1;

  async function visit(path: string, { device, polling, initScript }: Visit = {}): Promise<Page> {
    const context = await openContext(browser, device ?? { viewport: { width: 1440, height: 900 } });
    if (initScript !== undefined) await context.addInitScript(initScript);
    const page = await context.newPage();
    problems.push(collectProblems(page));
    const address = new URL(path, url);
    if (polling) address.searchParams.set("transport", "polling");
    await page.goto(address.href);
    return page;
  }

  return {
    url,
    get room() {
      return `T${String(rooms).padStart(3, "0")}`;
    },
    visit,
    async leave() {
      rooms += 1;
      await Promise.all(browser.contexts().map((context) => context.close()));
      const all = problems.splice(0).flat();
      const own = all.filter((problem) => !KEPT_OFFLINE.test(problem));
      if (own.length > 0) throw new Error(`pages had problems:\n${own.join("\n")}`);
    },
    async close() {
      await browser.close();
      await service.close();
    },
  };
}

/**
 * Gives the tests of a `describe` a service with {@link FINDS_LOSSES}, in place of that of their file.
 *
 * @param use - Takes the demo pages for the tests, and returns those that they had.
 */
export function useDemosThatFindLosses(use: (demos: DemoPages) => DemoPages): void {
  let usual: DemoPages;
  beforeAll(async () => {
    usual = use(await openDemos(FINDS_LOSSES));
  });
  afterAll(() => use(usual).close());
}

/** Waits until the bar of a page tells that it is connected, and by what. */
export async function connectedBy(
  page: Page,
  transport: "WebSocket" | "long-polling" | "within this page",
): Promise<void> {
  await page
    .locator(".connection", { hasText: "Connected" })
    .locator(".transport", { hasText: transport })
    .waitFor({ state: "attached" });
}

/** Waits until a text field holds a value. */
export async function hasValue(field: Locator, value: string): Promise<void> {
  await field.evaluate((element, expected) => {
    const input = element as HTMLInputElement;
    return new Promise<void>((resolve) => {
      const look = () => {
        if (input.value === expected) resolve();
        else setTimeout(look, 20);
      };
      look();
    });
  }, value);
}
