import type { Browser } from "playwright-core";
import { findTool, TEST_TOOLS } from "../../../scripts/test-tools.cjs";
import { launchBrowser } from "../browser";
import { firefox } from "../playwright";
import { LIMIT } from "../until";
import { type Engine, type EnginePage, focusEnd, packed, type Size, unpack, WIDE } from "./engine";

/** Chromium, by its own protocol. */
export async function launchChromium(): Promise<Engine> {
  return engineOf("chromium", "Chromium", await launchBrowser());
}

/** Firefox as its makers publish it, by WebDriver BiDi. */
export async function launchFirefox(): Promise<Engine> {
  const executablePath = findTool(TEST_TOOLS.firefox);
  if (executablePath === undefined) {
    throw new Error("Firefox was not found: run `node scripts/prepare-tests.mjs`");
  }
  const browser = await firefox.launch({ channel: "moz-firefox", executablePath });
  return engineOf("firefox", "Firefox", browser);
}

function engineOf(name: "chromium" | "firefox", maker: string, browser: Browser): Engine {
  return {
    name,
    title: `${maker} ${browser.version().split(".").slice(0, 2).join(".")}`,
    open: (size = WIDE) => openPage(browser, name, size),
    close: () => browser.close(),
  };
}

async function openPage(
  browser: Browser,
  engine: "chromium" | "firefox",
  viewport: Size,
): Promise<EnginePage> {
  const context = await browser.newContext({ viewport });
  context.setDefaultTimeout(LIMIT);
  const page = await context.newPage();
  const locate = (selector: string, frame?: string) =>
    (frame === undefined ? page : page.frameLocator(frame)).locator(selector);
  const run = async (statements: string) => unpack(await page.evaluate(packed(statements)), statements);
  return {
    engine,
    goto: async (address) => {
      await page.mouse.move(0, 0);
      await page.goto(address);
    },
    reload: async () => {
      await page.reload();
    },
    back: async () => {
      await page.goBack();
    },
    run,
    click: async (selector, frame) => {
      // As a person does: Firefox tells a page in the background nothing of focus.
      await page.bringToFront();
      await locate(selector, frame).click();
    },
    type: async (selector, text, frame) => {
      const field = locate(selector, frame);
      await field.waitFor();
      await page.bringToFront();
      await run(focusEnd(selector, frame));
      await page.keyboard.type(text);
    },
    screenshot: () => page.screenshot({ animations: "disabled" }),
    close: () => context.close(),
  };
}
