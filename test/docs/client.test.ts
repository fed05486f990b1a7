import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { createService } from "../../src/service/service";
import { compile } from "../client/remote/types/compile";
import { collectProblems, launchBrowser } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { KeptPages } from "../support/kept-pages";
import { openNode, run, type Site, startSite } from "../support/site";
import { snippetsOf, withValues } from "../support/snippets";

const BODY = `
  <ul class="todo"><li>one</li><li>two</li></ul><div id="box"><b>box</b></div>
  <button id="go">go</button><form><button id="send">send</button></form><p id="status"></p>`;

type Values = readonly (readonly [found: unknown, written: unknown])[];

/** What follows a snippet and shows that it did what the text says. */
const THEN: { readonly [snippet: string]: (alice: Page, bob: Page) => Promise<unknown> } = {
  "Statements and messages 1": async (_alice, bob) => {
    expect(await bob.innerHTML("#box")).toBe("x");
  },
  "Pages that come later 1": async (alice, bob) => {
    expect(await bob.textContent("ul.todo li >> nth=1")).toBe("three");
    await bob.reload();
    await run(bob, `await $.jqluster.init("Bob")`);
    await bob.waitForFunction(`$("#box").text() === "Hello"`);
    expect(await bob.textContent("ul.todo li >> nth=1")).toBe("two");
    await run(alice, `$.jqluster("Bob").forget(); await $.jqluster("Bob").kept()`);
  },
  "Events 1": async (_alice, bob) => {
    await bob.click("#go");
    await bob.waitForFunction(`$("#go").text() === "clicked"`);
  },
  "Events 2": async (alice, bob) => {
    await bob.click("li >> nth=1");
    await alice.waitForFunction(`$("#status").text() === "2"`);
  },
  "Events 3": (alice) => alice.waitForFunction(`$("#status").text() === "10"`),
  "What must happen at once 1": async (alice, bob) => {
    await run(bob, "window.stayed = true");
    await bob.click("#send");
    await alice.waitForFunction(`$("#status").text() === "sent"`);
    expect(await run(bob, "return window.stayed")).toBe(true);
  },
  "Effects 1": (_alice, bob) => bob.waitForFunction(`$("#box").text() === "done"`),
  "Readiness 1": async (alice) => {
    await run(alice, `await new Promise((resolve) => $.jqluster("Bob")(resolve))`);
  },
  "Readiness 2": async (_alice, bob) => {
    for (const _load of [1, 2]) {
      await bob.reload();
      await run(bob, `await $.jqluster.init("Bob", null, { notify: ["Alice"] })`);
      await bob.waitForFunction(`$("#box").text() === "Welcome"`);
    }
  },
  "Presence 1": async (alice) => {
    await alice.waitForFunction(`$("#status").text() === "Bob is here" && $("#box").text() === "Bob has 1"`);
  },
  "Methods of plug-ins 1": async (alice) => {
    expect(await run(alice, `return await $.jqluster("Bob")("#box").call("wink", 2)`)).toBe(4);
  },
  "What others may do here 1": async (alice) => {
    expect(await run(alice, `return await $.jqluster("Bob")("#box").text("x").text()`)).toBe("x");
    await run(alice, `$.jqluster.release(); await $.jqluster.init("Eve")`);
    const [read, write, writeAndRead, listen] = [
      ".find('b').text()",
      ".text('y').promise()",
      ".text('y').text()",
      ".on('click', () => {}).length",
    ];
    expect(await run(alice, `return await $.jqluster("Bob")("#box")${read}`)).toBe("");
    for (const call of [write, writeAndRead, listen]) {
      const outcome = run(
        alice,
        `return await $.jqluster("Bob")("#box")${call}.catch((error) => error.name)`,
      );
      expect(await outcome).toBe("RefusedError");
    }
  },
  "What others may do here 2": async (alice, bob) => {
    await run(alice, `await $.jqluster("Bob")("#box").html("<i>x</i>").length`);
    expect(await bob.textContent("#box")).toBe("<i>x</i>");
  },
};

const SNIPPETS = snippetsOf("docs/client.md");
const ofKind = (kind: string) => SNIPPETS.filter((snippet) => snippet.kind === kind);

let people: KeptPages;
let site: Site;
let alice: Page;
let bob: Page;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
  site = await startSite({ body: BODY });
});
afterEach(() => people.leave());
afterAll(async () => {
  await people.close();
  await site.close();
});

/** The code of a snippet, with the addresses of the test's site, as it notes its values. */
function prepared(code: string): string {
  const address = site.url.slice("http://".length, -1);
  return withValues(code.replace(/(http|ws)s:\/\/jqluster\.example/g, `$1://${address}`));
}

/** A page of the site that is no node yet. */
async function openPage(): Promise<Page> {
  const page = await people.next();
  await page.goto(site.url);
  return page;
}

/** Opens Bob's only page, which is as wide as the text says. */
async function openBob(): Promise<void> {
  bob = await openNode(people, site, "Bob");
  // The server may not have missed the page of the last test yet.
  await bob.waitForFunction(`$.jqluster("Bob").pages().then((pages) => pages.length === 1)`);
  await run(bob, `$("#box").css({ width: 120, height: 20 })`);
}

function expectSame(values: Values): void {
  expect(values.map(([found]) => found)).toEqual(values.map(([, written]) => written));
}

test.each(ofKind("js"))("$name works on Alice's page", async ({ name, code }) => {
  await openBob();
  alice = await openPage();
  const problems = collectProblems(alice);
  if (!code.includes(".init("))
    await run(alice, `await $.jqluster.init("Alice"); window.$bob = $.jqluster("Bob")`);
  // Values travel apart, since what leaves the page loses its undefined.
  const values = await run<string[][]>(
    alice,
    `const values = []; ${prepared(code)}
    if (!/loopback/.test(${JSON.stringify(code)})) await $.jqluster("Bob")("body").length;
    return values.map((pair) => pair.map((value) => JSON.stringify(value) ?? "undefined"))`,
  );
  expectSame(values as unknown as Values);
  expect(values).toHaveLength(code.split("// →").length - 1);
  await THEN[name]?.(alice, bob);
  expect(problems).toEqual([]);
});

test.each(ofKind("js bob"))("$name works on Bob's page", async ({ name, code }) => {
  bob = await openPage();
  await run(bob, prepared(code));
  // The snippet does not wait until its page is registered.
  await bob.waitForFunction("$.jqluster.state().connected");
  alice = await openNode(people, site, "Alice");
  await THEN[name]?.(alice, bob);
});

test.each(ofKind("js node"))("$name works in Node.js, which then ends by itself", async ({ code }) => {
  await openBob();
  const args = [
    "--input-type=module",
    "--eval",
    `const values = [];\n${prepared(code)}\nconsole.log(JSON.stringify(values));`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE_ROOT });
  expectSame(JSON.parse(stdout) as Values);
});

test.each(ofKind("js module"))("$name can be bundled and runs", async ({ code }) => {
  const { outputFiles } = await build({
    stdin: { contents: `${prepared(code)}\nwindow.bundled = $.jqluster;`, resolveDir: PACKAGE_ROOT },
    bundle: true,
    write: false,
    logLevel: "silent",
  });
  alice = await openPage();
  await alice.addScriptTag({ content: outputFiles.map((file) => file.text).join("") });
  // The snippet does not wait until its page is registered.
  await alice.waitForFunction("bundled.state().connected");
  bob = await openNode(people, site, "Bob");
  expect(await run(bob, `return await $.jqluster("Alice")("#go").text()`)).toBe("go");
});

test.each(ofKind("ts"))(
  "$name compiles",
  ({ code }) => {
    expect(compile(code, ["jquery"]).errors).toEqual([]);
  },
  120_000,
);

test.each(ofKind("html"))("$name names scripts that a server has", async ({ code }) => {
  const service = createService({ port: 0 });
  const { url } = await service.listen();
  const sources = [...code.matchAll(/src="(\/jqluster\/[^"]+)"/g)].map(([, source]) => source ?? "");
  const found = await Promise.all(sources.map((source) => fetch(new URL(source, url))));
  await service.close();
  expect(found.map(({ status }) => status)).toEqual([200, 200]);
});

test.each(ofKind("http"))("$name is a policy under which all works", async ({ code }) => {
  const [, policy = ""] = /^Content-Security-Policy: (.+)$/m.exec(code) ?? [];
  const strict = await startSite({ body: BODY, headers: { "Content-Security-Policy": policy } });
  const pages = await Promise.all(["Alice", "Bob"].map((name) => openNode(people, strict, name)));
  const [first, second] = pages as [Page, Page];
  const problems = pages.map(collectProblems);
  await run(
    first,
    `const $bob = $.jqluster("Bob");
    $bob("#go").on("click", function () { $bob(this).html("<i>clicked</i>"); });
    await $bob("#box").append("<em>more</em>").length`,
  );
  await second.click("#go");
  await second.waitForFunction(`$("#go i").text() === "clicked" && $("#box em").length === 1`);
  await strict.close();
  expect(problems).toEqual([[], []]);
});

test("every snippet has been run, and every check belongs to one", () => {
  const kinds = ["js", "js bob", "js node", "js module", "ts", "html", "http"];
  expect(SNIPPETS.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
  expect(kinds.filter((kind) => ofKind(kind).length === 0)).toEqual([]);
  expect(Object.keys(THEN).filter((name) => !SNIPPETS.some((snippet) => snippet.name === name))).toEqual([]);
});
