// Chromium for the test files of a worker, which use it one after the other: to start it takes longer than many a test.
const { subscribe, unsubscribe } = require("node:diagnostics_channel");
const { Socket } = require("node:net");
const { chromium } = require("playwright-core");

/**
 * @typedef {import("playwright-core").Browser} Browser
 * @typedef {import("playwright-core").BrowserContext} BrowserContext
 * @typedef {import("playwright-core").LaunchOptions & { executablePath: string }} LaunchOptions
 * @typedef {import("node:child_process").ChildProcess} ChildProcess
 */

/**
 * A browser that runs, and what keeps this process from its end meanwhile.
 *
 * @typedef {object} SharedBrowser
 * @property {Browser} browser
 * @property {readonly (ChildProcess | Socket)[]} handles
 * @property {Set<Browser>} borrowed - What was borrowed of it and has not been given back.
 */

/** @type {Promise<SharedBrowser> | undefined} */
let running;

/**
 * @param {LaunchOptions} options
 * @returns {Promise<SharedBrowser>}
 */
async function launch(options) {
  /** @type {ChildProcess[]} */
  const started = [];
  const onStart = (/** @type {unknown} */ message) => {
    started.push(/** @type {{ process: ChildProcess }} */ (message).process);
  };
  subscribe("child_process", onStart);
  try {
    const browser = await chromium.launch(options);
    // The test may have started other programs meanwhile.
    const own = started.filter(({ spawnfile }) => spawnfile === options.executablePath);
    const handles = own.flatMap((child) => [
      child,
      ...child.stdio.filter((stream) => stream instanceof Socket),
    ]);
    return { browser, handles, borrowed: new Set() };
  } finally {
    unsubscribe("child_process", onStart);
  }
}

/**
 * @param {LaunchOptions} options
 * @returns {Promise<SharedBrowser>} The one that runs, or a new one in place of one that has crashed.
 */
async function runningBrowser(options) {
  const known = running;
  if (known && !(await known).browser.isConnected() && running === known) running = undefined;
  running ??= launch(options);
  try {
    return await running;
  } catch (error) {
    running = undefined;
    throw error;
  }
}

/**
 * Lends a browser to a test file.
 *
 * @param {LaunchOptions} options - The same ones each time.
 * @returns {Promise<Browser>} A browser that has only the contexts that are opened in it, and closes only these. The process
 *   ends with that of the worker.
 */
async function borrowBrowser(options) {
  const shared = await runningBrowser(options);
  /** @type {Map<BrowserContext, () => Promise<void>>} */
  const contexts = new Map();
  const newContext = async (/** @type {import("playwright-core").BrowserContextOptions} */ settings) => {
    const context = await shared.browser.newContext(settings);
    contexts.set(context, context.close.bind(context));
    context.once("close", () => contexts.delete(context));
    return context;
  };
  const close = async () => {
    await Promise.all([...contexts.values()].map((closeContext) => closeContext()));
    shared.borrowed.delete(lent);
    // A browser that nobody uses does not keep the process from its end, and Playwright ends it then.
    if (shared.borrowed.size === 0) for (const handle of shared.handles) handle.unref();
  };
  const own = {
    newContext,
    newPage: async (/** @type {Parameters<typeof newContext>[0]} */ settings) =>
      (await newContext(settings)).newPage(),
    contexts: () => [...contexts.keys()],
    close,
  };
  const lent = new Proxy(shared.browser, {
    get(browser, name) {
      const value = Reflect.get(name in own ? own : browser, name);
      return typeof value === "function" ? value.bind(browser) : value;
    },
  });
  shared.borrowed.add(lent);
  for (const handle of shared.handles) handle.ref();
  return lent;
}

/** @returns {Promise<number>} How many browsers a test file has not closed; they are closed now. */
async function takeBack() {
  const left = [...((await running)?.borrowed ?? [])];
  await Promise.all(left.map((browser) => browser.close()));
  return left.length;
}

module.exports = { borrowBrowser, takeBack };
