// Measures what pages notice: time and messages for what one page does on another. `npm run bench:browser`.
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { attachJqluster } from "../dist/index.mjs";
import { findTool, TEST_TOOLS } from "../scripts/test-tools.cjs";

const require = createRequire(import.meta.url);
const FILES = new Map([
  ["/jquery.js", require.resolve("jquery")],
  ["/jqluster.js", path.join(import.meta.dirname, "..", "dist", "browser", "jqluster.js")],
]);
const PAGE = `<!DOCTYPE html><title>page</title><div id="box">box</div><div id="pad" style="height:500px"></div>
<script src="/jquery.js"></script><script src="/jqluster.js"></script>`;

/**
 * The part of the pages' globals that is used in them.
 *
 * @typedef {(selector: string) => any} Remote
 * @typedef {{ jqluster: { (nodeId: string): Remote, init(nodeId: string): Promise<void>, handler(options: object, fn: () => void): unknown } }} Library
 */

let messages = 0;
const server = createServer((request, response) => {
  const file = FILES.get(request.url ?? "");
  response.setHeader("Content-Type", file ? "text/javascript" : "text/html");
  response.end(file ? readFileSync(file) : PAGE);
});
const observer = {
  opened() {},
  closed() {},
  refused() {},
  distributed() {
    messages += 1;
  },
  delivered() {},
  unanswered() {},
};
const jqluster = attachJqluster(server, { rateLimit: 0, maxPendingRequests: 0, observer });
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const browser = await chromium.launch({
  executablePath: findTool(TEST_TOOLS.chromium) ?? "",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
});

/** @param {string} nodeId */
async function open(nodeId) {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  await page.evaluate(async (id) => {
    const { $ } = /** @type {typeof globalThis & { $: Library }} */ (globalThis);
    await $.jqluster.init(id);
  }, nodeId);
  return page;
}

const alice = await open("Alice");
const bob = await open("Bob");

/**
 * Runs something on Alice's page and prints how long it took there and how many messages passed the server.
 *
 * @param {string} what
 * @param {() => Promise<number>} run
 */
async function measure(what, run) {
  await run();
  const before = messages;
  const milliseconds = await run();
  console.log(
    `${what.padEnd(58)}${milliseconds.toFixed(0).padStart(7)} ms${String(messages - before).padStart(7)} messages`,
  );
}

/** @typedef {typeof globalThis & { $: Library }} Globals */

await measure("1,000 getters, each its own statement, all at once", () =>
  alice.evaluate(async () => {
    const $bob = /** @type {Globals} */ (globalThis).$.jqluster("Bob");
    const start = performance.now();
    await Promise.all(Array.from({ length: 1000 }, () => $bob("#box").width()));
    return performance.now() - start;
  }),
);
await measure("100 getters, one after the other", () =>
  alice.evaluate(async () => {
    const $bob = /** @type {Globals} */ (globalThis).$.jqluster("Bob");
    const start = performance.now();
    for (let i = 0; i < 100; i++) await $bob("#box").width();
    return performance.now() - start;
  }),
);
await measure("999 setters and a getter in one chain", () =>
  alice.evaluate(async () => {
    const $bob = /** @type {Globals} */ (globalThis).$.jqluster("Bob");
    const start = performance.now();
    let chain = $bob("#box");
    for (let i = 0; i < 999; i++) chain = chain.text(i);
    await chain.text();
    return performance.now() - start;
  }),
);
await measure("1,000 setters, each its own statement, and a getter", () =>
  alice.evaluate(async () => {
    const $bob = /** @type {Globals} */ (globalThis).$.jqluster("Bob");
    const start = performance.now();
    for (let i = 0; i < 1000; i++) $bob("#box").text(i);
    await $bob("#box").text();
    return performance.now() - start;
  }),
);

for (const throttle of [0, 16, 100]) {
  await alice.evaluate(async (every) => {
    const { jqluster: library } = /** @type {Globals} */ (globalThis).$;
    const $bob = library("Bob");
    $bob("#pad").off("mousemove");
    $bob("#pad").on("mousemove", every > 0 ? library.handler({ throttle: every }, () => {}) : () => {});
    await $bob("#pad").width();
  }, throttle);
  await measure(
    `a drag of 1,000 moves in 2 s, ${throttle > 0 ? `throttle ${throttle} ms` : "no throttle"}`,
    () =>
      bob.evaluate(async () => {
        const pad = document.getElementById("pad");
        const start = performance.now();
        for (let i = 0; i < 1000; i++) {
          pad?.dispatchEvent(new MouseEvent("mousemove", { bubbles: true, clientX: i, clientY: i }));
          while (performance.now() - start < i * 2) await new Promise((resolve) => setTimeout(resolve));
        }
        await new Promise((resolve) => setTimeout(resolve, 300));
        return performance.now() - start;
      }),
  );
}

const { readChain, writeChain } = require("../dist/client/expressions/index.js");
const expression = writeChain(
  readChain('$("ul.todo").children("li").eq(3).css({"color":"red","width":120}).addClass("done")'),
);
const start = performance.now();
for (let i = 0; i < 10_000; i++) readChain(expression);
const took = performance.now() - start;
console.log(`${"10,000 expressions parsed (in Node.js)".padEnd(58)}${took.toFixed(0).padStart(7)} ms`);

await browser.close();
await jqluster.close();
server.close();
