import { openPage, startChromium } from "../load/chromium.mjs";
import { startPeer } from "../peers/start-peer.mjs";
import { dragging } from "./drag.mjs";
import { scriptTime } from "./page-script.mjs";
import { figureOf } from "./scene.mjs";

const BY_HAND = "emitWithAck by hand";
const OURS = "jQluster, in the page";

/**
 * What the pages' scripts make of themselves, as far as it is used in them.
 *
 * @typedef {{ text(content?: unknown): unknown, trigger(event: string, data: unknown[]): unknown, width(): PromiseLike<unknown>, on(event: string, listener: unknown): void, off(event: string): void }} Remote
 * @typedef {{ (nodeId: string): (selector: string | Document) => Remote, init(nodeId: string): PromiseLike<void>, handler(options: object, listener: () => void): unknown }} Jqluster
 * @typedef {{ text(content: unknown): void, trigger(event: string, data: unknown[]): void, width(): number }} Selection
 * @typedef {{ (selector: string | Document): Selection, jqluster: Jqluster }} JQuery
 * @typedef {(event: "ask", listener: (selector: string, answer: (value: unknown) => void) => void) => void} OnAsk
 * @typedef {(event: "set" | "trigger", listener: (selector: string, value: unknown) => void) => void} OnSet
 * @typedef {{ on: OnAsk & OnSet, emit(event: string, ...given: unknown[]): void, emitWithAck(event: string, ...given: unknown[]): Promise<unknown> }} Socket
 * @typedef {typeof globalThis & { $: JQuery, io: (options: object) => Socket, socket: Socket }} Globals
 * @typedef {"ask in turn" | "ask at once" | "set in a loop" | "trigger in a loop"} Deed
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
      socket.on("trigger", (event, data) => globals.$(document).trigger(event, [data]));
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
    for (let i = 0; i < times; i++) {
      if (deed === "set in a loop") $bob("#box").text(i);
      else $bob(document).trigger("n", [i]);
    }
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
    for (let i = 0; i < times; i++) {
      if (deed === "set in a loop") socket.emit("set", "Bob", "#box", i);
      else socket.emit("trigger", "Bob", "n", i);
    }
    await ask();
  }
  return performance.now() - start;
}
