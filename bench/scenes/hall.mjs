import assert from "node:assert/strict";
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { answer, senderPageOf, showCount } from "../load/hall-messages.mjs";
import { idOf } from "../load/messages.mjs";
import { connectNode } from "../load/nodes.mjs";
import { typeOf } from "../load/session.mjs";
import { startPeer } from "../peers/start-peer.mjs";
import { quantile } from "../statistics.mjs";
import { figureOf } from "./scene.mjs";

const CROWD = path.join(import.meta.dirname, "../load/hall-crowd.mjs");
/** How many processes make the phones. */
const CROWDS = 2;
/** How long all of them take to vote, and how often the count is written, in milliseconds. */
const VOTING = 4_000;
const COUNTING = 500;
/** How long the last votes may take to be seen, in milliseconds. */
const PATIENCE = 20_000;
/** How long all may take to come back, in milliseconds. */
const LONGEST_RETURN = 60_000;
/** Files that a process needs beside its connections. */
const FILES = 500;
const NODE_ARGS = ["--max-old-space-size=192"];

const OURS = "jQluster";
/** The files of the servers, and their names. The relay shows what the machine can do. */
const WHO = [
  { name: "shortest relay", peer: "hall-relay" },
  { name: OURS, peer: "hall" },
];

/** How many files a process may have open here: Node.js itself raises what it has to that. */
function openFiles() {
  const { stdout } = spawnSync("sh", ["-c", "ulimit -Hn"], { encoding: "utf8" });
  return stdout.trim() === "unlimited" ? Number.POSITIVE_INFINITY : Number(stdout);
}

/**
 * Phones under one node ID that all vote, and a screen that writes the count on all of them: from the vote to seeing it,
 * memory, what was lost, and how long until all are back after a restart. The service has one core.
 *
 * @param {{ phones: number, polling: number }} wanted How many phones, and how many of them poll.
 * @param {boolean} hasRelay Whether the shortest relay is seen as well.
 * @param {{ seen: number, memory: number, back: number }} goals In milliseconds, MiB and seconds.
 * @returns {import("./scene.mjs").Scene}
 */
export function hall(wanted, hasRelay, goals) {
  return {
    name: `a hall of ${wanted.phones} phones`,
    async run() {
      const { phones, polling } = fitting(wanted);
      const name = `a hall of ${phones} phones, ${polling} by polling`;
      /** @type {Visit[]} */
      const all = [];
      for (const who of WHO) if (hasRelay || who.name === OURS) all.push(await visit(who, phones, polling));
      /** @param {string} what @param {string} unit @param {(seen: Visit) => number} value @param {number} [goal] */
      const compare = (what, unit, value, goal) => ({
        scene: `${name}: ${what}`,
        unit,
        figures: all.map((seen) => figureOf(seen.who, [value(seen)], seen.who === OURS ? goal : undefined)),
      });
      return [
        compare("from the vote to seeing it, half of the phones", "ms", ({ half }) => half),
        compare(
          "from the vote to seeing it, 99 % of the phones",
          "ms",
          ({ nearlyAll }) => nearlyAll,
          goals.seen,
        ),
        compare("votes lost or refused", "votes", ({ unseen }) => unseen, 0),
        compare("memory", "MiB", ({ memory }) => memory, goals.memory),
        compare("CPU", "% of a core", ({ share }) => share),
        compare("until all are back after a restart", "s", ({ back }) => back, goals.back),
      ];
    },
  };
}

/**
 * What was seen of one server.
 *
 * @typedef {{ who: string, half: number, nearlyAll: number, unseen: number, memory: number, share: number, back: number }} Visit
 */

/**
 * @param {(typeof WHO)[number]} who
 * @param {number} phones
 * @param {number} polling
 * @returns {Promise<Visit>}
 */
async function visit({ name, peer: file }, phones, polling) {
  const peer = await startPeer(file, [], NODE_ARGS);
  const crowd = await gather(peer.port, phones, polling);
  const cpuBefore = await peer.cpu();
  const start = performance.now();
  const screen = await openScreen(peer.port);
  await crowd.order({ do: "vote", within: VOTING });
  let [delays, unseen] = await crowd.report();
  const end = performance.now() + PATIENCE;
  while (unseen > 0 && performance.now() < end) {
    await setTimeout(COUNTING);
    [delays, unseen] = await crowd.report();
  }
  const share = ((await peer.cpu()) - cpuBefore) / (performance.now() - start) / 10;
  const { rss } = await peer.memory();
  await screen.close();
  const back = await restart(file, peer, crowd);
  await crowd.end();
  const [half, nearlyAll] = [quantile(delays, 0.5), quantile(delays, 0.99)];
  return { who: name, half, nearlyAll, unseen, memory: rss / 2 ** 20, share, back };
}

/**
 * As many phones as a process may have files open.
 *
 * @param {{ phones: number, polling: number }} wanted
 */
function fitting({ phones, polling }) {
  const most = openFiles() - FILES;
  if (phones + polling <= most) return { phones, polling };
  const scale = most / (phones + polling);
  const fewer = { phones: Math.floor(phones * scale), polling: Math.floor(polling * scale) };
  console.log(
    `A process may have ${most + FILES} files open (ulimit -n): the hall has ${fewer.phones} phones in place of ${phones}.`,
  );
  return fewer;
}

/**
 * Starts the processes of the phones, and connects these.
 *
 * @param {number} port
 * @param {number} phones
 * @param {number} polling
 */
async function gather(port, phones, polling) {
  const children = Array.from({ length: CROWDS }, () => fork(CROWD));
  for (const child of children) child.once("exit", (code) => assert.ok(!code, "the phones ended"));

  /** @param {import("../load/hall-crowd.mjs").Order[]} orders One for each process. */
  const orderEach = (orders) =>
    Promise.all(
      children.map(async (child, i) => {
        const report = once(child, "message");
        child.send(/** @type {import("../load/hall-crowd.mjs").Order} */ (orders[i]));
        const [answered] = await report;
        return /** @type {import("../load/hall-crowd.mjs").Report} */ (answered);
      }),
    );
  /** @param {import("../load/hall-crowd.mjs").Order} order */
  const order = (order) => orderEach(children.map(() => order));

  const share = Math.floor(phones / CROWDS);
  const pollingShare = Math.floor(polling / CROWDS);
  await orderEach(
    children.map((_, i) => ({
      do: "connect",
      port,
      from: i * share,
      phones: i === 0 ? phones - (CROWDS - 1) * share : share,
      polling: i === 0 ? polling - (CROWDS - 1) * pollingShare : pollingShare,
    })),
  );
  return {
    order,
    /** How long the votes took that were seen, and how many were not. @returns {Promise<[number[], number]>} */
    async report() {
      const reports = await order({ do: "report" });
      const votes = reports.flatMap((report) => ("delays" in report ? [report] : []));
      return [votes.flatMap(({ delays }) => delays), votes.reduce((sum, { unseen }) => sum + unseen, 0)];
    },
    async end() {
      const ended = children.map((child) => once(child, "exit"));
      for (const child of children) child.kill();
      await Promise.all(ended);
    },
  };
}

/** The screen: it counts the votes, answers each, and writes the count on all phones. @param {number} port */
async function openScreen(port) {
  const screen = await connectNode("websocket with session", port, "Screen", { pageId: "screen" });
  let count = 0;
  let written = 0;
  screen.onMessage = (text) => {
    if (typeOf(text) !== "select_and_get") return;
    count += 1;
    screen.send(
      "Phone",
      answer("Screen", "screen", {
        to: "Phone",
        toPage: senderPageOf(text),
        inReplyTo: idOf(text),
        result: count,
      }),
    );
  };
  const timer = setInterval(() => screen.send("Phone", showCount(`count-${written++}`, count)), COUNTING);
  return {
    async close() {
      clearInterval(timer);
      await screen.close();
    },
  };
}

/**
 * Stops a server and starts it again on its port.
 *
 * @param {string} file
 * @param {import("../peers/start-peer.mjs").Peer} peer
 * @param {Awaited<ReturnType<typeof gather>>} crowd
 * @returns {Promise<number>} How long until all phones were back, in seconds.
 */
async function restart(file, peer, crowd) {
  await peer.stop();
  const again = await startPeer(file, [String(peer.port)], NODE_ARGS);
  const start = performance.now();
  await Promise.race([crowd.order({ do: "return" }), setTimeout(LONGEST_RETURN, undefined, { ref: false })]);
  const seconds = (performance.now() - start) / 1000;
  await again.stop();
  return seconds;
}
