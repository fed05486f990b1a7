import { readFileSync } from "node:fs";
import { openPage, SCRIPTS, startChromium } from "../load/chromium.mjs";
import { startPeer } from "../peers/start-peer.mjs";
import { median } from "../statistics.mjs";
import { figureOf } from "./scene.mjs";

const BY_HAND = "emitWithAck by hand";
const OURS = "jQluster, in the page";

/**
 * What the pages' scripts make of themselves, as far as it is used in them.
 *
 * @typedef {{ text(content?: unknown): unknown, width(): PromiseLike<unknown>, on(event: string, listener: unknown): void, off(event: string): void }} Remote
 * @typedef {{ (nodeId: string): (selector: string) => Remote, init(nodeId: string): PromiseLike<void>, handler(options: object, listener: () => void): unknown }} Jqluster
 * @typedef {{ (selector: string): { text(content: unknown): void, width(): number }, jqluster: Jqluster }} JQuery
 * @typedef {(event: "ask", listener: (selector: string, answer: (value: unknown) => void) => void) => void} OnAsk
 * @typedef {(event: "set", listener: (selector: string, text: unknown) => void) => void} OnSet
 * @typedef {{ on: OnAsk & OnSet, emit(event: string, ...given: unknown[]): void, emitWithAck(event: string, ...given: unknown[]): Promise<unknown> }} Socket
 * @typedef {typeof globalThis & { $: JQuery, io: (options: object) => Socket, socket: Socket }} Globals
 * @typedef {"ask in turn" | "ask at once" | "set in a loop"} Deed
 */

/**
 * What one page does on another, how often, and the goal.
 *
 * @typedef {{ name: string, deed: Deed, times: number, goal: number }} Task
 */

/**
 * All that is measured in pages of one Chromium.
 *
 * @param {{ tasks: readonly Task[], drag: { moves: number, throttle: number, goal: number }, script: { runs: number, goal: number }, rounds: number }} load
 * @returns {import("./scene.mjs").Scene}
 */
export function inPage({ tasks, drag, script, rounds }) {
  return {
    name: "in the page",
    async run() {
      const browser = await startChromium();
      const ours = await startPeer("jqluster");
      const byHand = await startPeer("ask-relay");
      const pages = await openOurs(browser, ours.port);
      const [alice] = pages;
      const [other] = await openByHand(browser, byHand.port);
      const results = [];
      for (const task of tasks) results.push(await compareTask(task, alice, other, rounds));
      results.push(await dragging(pages, drag, rounds));
      results.push(await scriptTime(await openPage(browser, byHand.port, []), script));
      await browser.close();
      await ours.stop();
      await byHand.stop();
      return results;
    },
  };
}

/**
 * The same by jQluster and by hand, with Socket.IO's client and its acknowledgements, in turn: how long until the last
 * answer is there.
 *
 * @param {Task} task
 * @param {import("playwright-core").Page} ours
 * @param {import("playwright-core").Page} byHand
 * @param {number} rounds
 */
async function compareTask({ name, deed, times, goal }, ours, byHand, rounds) {
  const what = /** @type {[Deed, number]} */ ([deed, times]);
  const measureOurs = () => ours.evaluate(doOurs, what);
  const measureByHand = () => byHand.evaluate(doByHand, what);
  await measureByHand();
  await measureOurs();
  /** @type {[byHand: number[], ours: number[]]} */
  const values = [[], []];
  for (let round = 0; round < rounds; round++) {
    values[0].push(await measureByHand());
    values[1].push(await measureOurs());
  }
  const figures = [figureOf(BY_HAND, values[0]), figureOf(OURS, values[1], goal, BY_HAND)];
  return { scene: `in the page: ${times} ${name}`, unit: "ms", figures };
}

/**
 * Alice's page and Bob's.
 *
 * @param {import("playwright-core").Browser} browser
 * @param {number} port
 */
async function openOurs(browser, port) {
  const open = async (/** @type {string} */ nodeId) => {
    const page = await openPage(browser, port, ["jquery", "jqluster"]);
    await page.evaluate(async (id) => {
      await /** @type {Globals} */ (globalThis).$.jqluster.init(id);
    }, nodeId);
    return page;
  };
  return /** @type {const} */ ([await open("Alice"), await open("Bob")]);
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {number} port
 */
async function openByHand(browser, port) {
  const open = async (/** @type {string} */ nodeId) => {
    const page = await openPage(browser, port, ["jquery", "socketIo"]);
    await page.evaluate(async (id) => {
      const globals = /** @type {Globals} */ (globalThis);
      const socket = globals.io({ transports: ["websocket"] });
      globals.socket = socket;
      socket.on("ask", (selector, answer) => answer(globals.$(selector).width()));
      socket.on("set", (selector, text) => globals.$(selector).text(text));
      await socket.emitWithAck("register", id);
    }, nodeId);
    return page;
  };
  return /** @type {const} */ ([await open("Alice"), await open("Bob")]);
}

/** @param {[Deed, number]} what @returns {Promise<number>} */
async function doOurs([deed, times]) {
  const $bob = /** @type {Globals} */ (globalThis).$.jqluster("Bob");
  const start = performance.now();
  if (deed === "ask in turn") for (let i = 0; i < times; i++) await $bob("#box").width();
  else if (deed === "ask at once") {
    await Promise.all(Array.from({ length: times }, () => $bob("#box").width()));
  } else {
    for (let i = 0; i < times; i++) $bob("#box").text(i);
    await $bob("#box").width();
  }
  return performance.now() - start;
}

/** @param {[Deed, number]} what @returns {Promise<number>} */
async function doByHand([deed, times]) {
  const { socket } = /** @type {Globals} */ (globalThis);
  const ask = () => socket.emitWithAck("ask", "Bob", "#box");
  const start = performance.now();
  if (deed === "ask in turn") for (let i = 0; i < times; i++) await ask();
  else if (deed === "ask at once") await Promise.all(Array.from({ length: times }, ask));
  else {
    for (let i = 0; i < times; i++) socket.emit("set", "Bob", "#box", i);
    await ask();
  }
  return performance.now() - start;
}

/**
 * A drag on one page that another listens to, throttled: how much of one core each page needs for it.
 *
 * @param {readonly [alice: import("playwright-core").Page, bob: import("playwright-core").Page]} pages
 * @param {{ moves: number, throttle: number, goal: number }} load
 * @param {number} rounds
 */
async function dragging([alice, bob], { moves, throttle, goal }, rounds) {
  const clocks = [await taskClock(alice), await taskClock(bob)];
  const drag = async () => {
    const before = await Promise.all(clocks.map((clock) => clock()));
    const seconds = await bob.evaluate(makeMoves, moves);
    const after = await Promise.all(clocks.map((clock) => clock()));
    return after.map((task, i) => (100 * (task - (before[i] ?? 0))) / seconds);
  };
  /** @type {number[][]} */
  const shares = [];
  for (let round = 0; round < rounds; round++) {
    // The drag itself costs something as well.
    await alice.evaluate(listen, 0);
    const alone = await drag();
    await alice.evaluate(listen, throttle);
    shares.push((await drag()).map((share, i) => share - (alone[i] ?? 0)));
  }
  const figures = ["the page that listens", "the page that is dragged on"].map((who, i) =>
    figureOf(
      who,
      shares.map((each) => each[i] ?? Number.NaN),
      goal,
    ),
  );
  return {
    scene: `in the page: a drag of ${moves} moves, throttle ${throttle} ms`,
    unit: "% of a core",
    figures,
  };
}

/** How long the main thread of a page has worked, in seconds. @param {import("playwright-core").Page} page */
async function taskClock(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  return async () => {
    const { metrics } = await devtools.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
}

/** Listens to the moves, or stops with a throttle of 0. @param {number} throttle */
async function listen(throttle) {
  const { jqluster } = /** @type {Globals} */ (globalThis).$;
  const $pad = jqluster("Bob")("#pad");
  $pad.off("mousemove");
  if (throttle > 0)
    $pad.on(
      "mousemove",
      jqluster.handler({ throttle }, () => {}),
    );
  await $pad.width();
}

/** As a mouse does, every 8 ms. @param {number} moves @returns {Promise<number>} The time in seconds. */
function makeMoves(moves) {
  const pad = document.getElementById("pad");
  const start = performance.now();
  return new Promise((resolve) => {
    let made = 0;
    const timer = setInterval(() => {
      // What a busy machine has missed comes late, and together.
      for (; made < moves && made * 8 <= performance.now() - start; made++) {
        pad?.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: made, clientY: made }));
      }
      if (made < moves) return;
      clearInterval(timer);
      resolve((performance.now() - start) / 1000);
    }, 8);
  });
}

/**
 * How long a browser parses and runs the page script, beside Socket.IO's client alone.
 *
 * @param {import("playwright-core").Page} page
 * @param {{ runs: number, goal: number }} load
 */
async function scriptTime(page, { runs, goal }) {
  const peer = "Socket.IO's client alone";
  const [jquery, ours, theirs] = [SCRIPTS.jquery, SCRIPTS.jqluster, SCRIPTS.socketIo].map((file) =>
    readFileSync(file, "utf8"),
  );
  /** @type {[theirs: number[], ours: number[]]} */
  const values = [[], []];
  for (let run = 0; run < runs; run++) {
    for (const [i, script] of [theirs, ours].entries()) {
      const scripts = /** @type {[string, string, string]} */ ([jquery, script, `${run}`]);
      values[i]?.push(median(await page.evaluate(runScript, scripts)));
    }
  }
  const figures = [figureOf(peer, values[0]), figureOf("jQluster's script", values[1], goal, peer)];
  return { scene: "in the page: parse and run the script", unit: "ms", figures };
}

/** Runs a script in fresh frames, so that nothing of it is cached. @param {[string, string, string]} scripts @returns {number[]} */
function runScript([jquery, script, round]) {
  return Array.from({ length: 5 }, (_, i) => {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    const inside = /** @type {Document} */ (frame.contentDocument);
    const run = (/** @type {string} */ text) => {
      const element = inside.createElement("script");
      element.text = `${text}\n// ${round} ${i}`;
      const start = performance.now();
      inside.head.append(element);
      return performance.now() - start;
    };
    run(jquery);
    const time = run(script);
    frame.remove();
    return time;
  });
}
