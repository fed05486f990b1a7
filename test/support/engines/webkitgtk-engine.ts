import { findTool, TEST_TOOLS } from "../../../scripts/test-tools.cjs";
import { freePort, listening } from "../redis";
import { until } from "../until";
import { type Engine, type EnginePage, focusEnd, packed, type Size, unpack, WIDE } from "./engine";
import { startProgram } from "./program";
import { beginSession, ELEMENT, type WebDriverSession } from "./webdriver";

const ENTER = "\uE007";

/** A browser with one window, and its driver. */
interface Window {
  readonly session: WebDriverSession;
  close(): Promise<void>;
}

/** The WebKit of GNOME, with its WebDriver, on a screen that nobody sees. */
export async function launchWebKitGtk(): Promise<Engine> {
  const screen = await startScreen();
  const windows = new Set<Window>();

  /** Each driver has one session, so each page has a driver and a browser of its own. */
  async function openWindow(): Promise<Window> {
    const port = await freePort();
    const env = { ...process.env, DISPLAY: screen.display, LIBGL_ALWAYS_SOFTWARE: "1" };
    const driver = startProgram(programOf("webKitWebDriver"), [`--port=${port}`], env);
    await Promise.race([listening(port), driver.ended]);
    const session = await beginSession(`http://127.0.0.1:${port}`, {});
    const window: Window = {
      session,
      async close() {
        if (!windows.delete(window)) return;
        await session.command("DELETE", "");
        await driver.stop();
      },
    };
    windows.add(window);
    return window;
  }

  // Only a session tells the version: its window is the first that a test gets.
  let first: Window | undefined = await openWindow();
  return {
    name: "webkitgtk",
    title: `WebKitGTK ${first.session.browserVersion.split(".").slice(0, 2).join(".")}`,
    async open(size = WIDE) {
      const taken = first;
      first = undefined;
      return pageOf(taken ?? (await openWindow()), size);
    },
    async close() {
      await Promise.all([...windows].map((window) => window.close()));
      await screen.stop();
    },
  };
}

/** Starts an X server on a display that is free. */
async function startScreen(): Promise<{ display: string; stop(): Promise<void> }> {
  const args = ["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"];
  const program = startProgram(programOf("xvfb"), args);
  const number = await program.line();
  return { display: `:${number.trim()}`, stop: program.stop };
}

function programOf(name: "xvfb" | "webKitWebDriver"): string {
  const file = findTool(TEST_TOOLS[name]);
  if (file !== undefined) return file;
  throw new Error(`${TEST_TOOLS[name].commands[0]} was not found: run \`node scripts/prepare-tests.mjs\``);
}

async function pageOf({ session, close }: Window, size: Size): Promise<EnginePage> {
  await resize(session, size);

  const run = async (statements: string): Promise<unknown> => {
    const script = `return ${packed(statements)}`;
    return unpack(await session.command("POST", "/execute/sync", { script, args: [] }), statements);
  };

  /** Does something with an element, once it can be seen, in its frame. */
  async function within(selector: string, frame: string | undefined, act: (id: string) => Promise<unknown>) {
    if (frame !== undefined) {
      await session.command("POST", "/frame", { id: { [ELEMENT]: await session.find(frame) } });
    }
    try {
      const isShown = `var all = document.querySelectorAll(${JSON.stringify(selector)});
        return all.length > 0 && all[0].getClientRects().length > 0`;
      await until(async () => (await run(isShown)) === true);
      await act(await session.find(selector));
    } finally {
      if (frame !== undefined) await session.command("POST", "/frame", { id: null });
    }
  }

  return {
    engine: "webkitgtk",
    goto: async (url) => {
      await session.command("POST", "/url", { url });
    },
    reload: async () => {
      await session.command("POST", "/refresh", {});
    },
    back: async () => {
      await session.command("POST", "/back", {});
    },
    run,
    click: (selector, frame) =>
      within(selector, frame, (id) => session.command("POST", `/element/${id}/click`, {})),
    type: (selector, text, frame) =>
      within(selector, frame, async (id) => {
        await run(focusEnd(selector));
        await session.command("POST", `/element/${id}/value`, { text: text.replace(/\n/g, ENTER) });
      }),
    screenshot: async () => Buffer.from(String(await session.command("GET", "/screenshot")), "base64"),
    close,
  };
}

/** The protocol sets the outer size: what the window has around the page is added. */
async function resize(session: WebDriverSession, { width, height }: Size): Promise<void> {
  const inner = async () =>
    session.command("POST", "/execute/sync", { script: "return innerHeight", args: [] });
  await session.command("POST", "/window/rect", { width, height });
  const frame = height - Number(await inner());
  await session.command("POST", "/window/rect", { width, height: height + frame });
  await until(async () => (await inner()) === height);
}
