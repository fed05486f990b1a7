import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

let browser: Browser;
let site: Site;
let alice: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: `<p id="text">text</p><p id="box"></p>` });
  alice = await openNode(browser, site, "Alice");
  await run(
    alice,
    `
    window.$bob = $.jqluster("Bob");
    window.nameOf = (promise) => promise.then((value) => ["value", value], (error) => [error.name, error.message]);`,
  );
});
afterEach(() =>
  Promise.all(
    browser
      .contexts()
      .filter((context) => context !== alice.context())
      .map((context) => context.close()),
  ),
);
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Bob's page, with options that are code. */
async function openBob(options: string): Promise<Page> {
  const bob = await newPerson(browser);
  await bob.goto(site.url);
  await run(bob, `window.asked = []; await $.jqluster.init("Bob", null, ${options})`);
  return bob;
}

test("options that an object inherits rule as its own", async () => {
  await openBob(`new (class { allow() { return false; } })()`);
  const refused = await run(alice, `return await nameOf($bob("#text").text())`);
  expect(refused).toEqual(["RefusedError", expect.stringMatching(/does not allow/)]);
});

test("allow() sees who asks for what, nested calls included, and its refusal reaches the caller as such", async () => {
  const bob = await openBob(`{ allow: (request) => {
    asked.push(request);
    return request.calls.every((call) => call.method !== "remove");
  } }`);
  expect(await run(alice, `return await nameOf($bob("#text").addClass("x").text())`)).toEqual([
    "value",
    "text",
  ]);
  const refused = await run(alice, `return await nameOf($bob("#box").append($bob("#text").remove()).html())`);
  expect(refused).toEqual(["RefusedError", expect.stringMatching(/does not allow/)]);
  const state = await run<{ pageId: string }>(alice, "return $.jqluster.state()");
  expect(await run(bob, "return asked")).toMatchObject([
    {
      node: "Alice",
      page: state.pageId,
      type: "get",
      method: "text",
      args: [],
      calls: [
        { method: "$", args: ["#text"] },
        { method: "addClass", args: ["x"] },
        { method: "text", args: [] },
      ],
      evalCode: '$("#text").addClass("x").text()',
    },
    { method: "html", calls: expect.arrayContaining([{ method: "remove", args: [] }]) },
  ]);
  expect(await bob.textContent("#text")).toBe("text");
});

test("allow() decides about listening too", async () => {
  await openBob(`{ allow: (request) => !(request.type === "listen" && request.args[0] === "keydown") }`);
  const errors = await run(
    alice,
    `
    const errors = [];
    const stop = new Promise((resolve) => $.jqluster.on("error", (error) => resolve(error.name)));
    $bob("#text").on("click", () => {});
    $bob("#text").on("keydown", () => {});
    errors.push(await stop);
    $bob("#text").off();
    return errors`,
  );
  expect(errors).toEqual(["RefusedError"]);
});

test("what allow() gives later, or in place of true, allows nothing", async () => {
  for (const given of ["async () => true", "() => 1", "() => undefined"]) {
    const bob = await openBob(`{ allow: ${given} }`);
    const answer = await run(alice, `return await nameOf($bob("#text").text())`);
    expect(answer).toEqual(["RefusedError", expect.stringMatching(/does not allow/)]);
    await bob.context().close();
  }
});

test("what allow() throws refuses, and is told to its own page alone", async () => {
  const bob = await openBob(`{ allow: () => { throw new Error("of Bob's own") } }`);
  await bob.evaluate(
    "window.told = []; $.jqluster.on('error', function (error) { told.push(error.message) })",
  );
  const answer = await run(alice, `return await nameOf($bob("#text").text())`);
  expect(answer).toEqual(["RefusedError", expect.stringMatching(/^refused: this page does not allow/)]);
  expect(await bob.evaluate("told")).toEqual(["of Bob's own"]);
});

/** What a hostile page sends past its own client, as any program can. */
function sendRaw(evalCode: string, extra = ""): Promise<unknown> {
  return run(
    alice,
    `
    const socket = new WebSocket(location.origin.replace("http", "ws") + "/jqluster");
    const answer = await new Promise((resolve) => {
      socket.onopen = () => socket.send(JSON.stringify({ message_id: "1", message_type: "register", from: "Mallory", to: null }));
      socket.onmessage = (event) => {
        const message = JSON.parse(event.data);
        if (message.message_type === "select_and_get_reply") resolve(message.body);
        else socket.send(JSON.stringify({ message_id: "2", message_type: "select_and_get", from: "Mallory", to: "Bob", body: { node_id: "Bob", eval_code: ${JSON.stringify(evalCode)} ${extra} } }));
      };
    });
    socket.close();
    return answer`,
  );
}

const SCRIPTS = [
  `window.hit = 1`,
  `(function () { window.hit = 1 })()`,
  `$("body").append("x"); window.hit = 1`,
  `$("<img src=x onerror=hit=1>")`,
  `$("#box").html("<img src=x onerror='window.hit=1'>")`,
  `$("#box").append("<script>window.hit=1</" + "script>")`,
  `$("#box").append("<script>window.hit=1</script>")`,
  `$("#box").html("<svg onload=window.hit=1>")`,
  `$("#box").attr("onclick", "window.hit=1").click()`,
  `$("#box").constructor.constructor("window.hit=1")()`,
  `$("#box")["constructor"]("x")`,
  `$.globalEval("window.hit=1")`,
  `$("#box").prop("innerHTML", "<img src=x onerror=window.hit=1>")`,
  `$("#box").prop(["innerHTML"], "<img src=x onerror=window.hit=1>")`,
];

test("nothing that comes from the wire becomes script", async () => {
  const bob = await openBob("{}");
  for (const script of SCRIPTS) await sendRaw(script);
  await run(
    bob,
    `await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`,
  );
  expect(await run(bob, "return window.hit")).toBeUndefined();
});

test("the same scripts do run where the page opted in to eval, so the test above can fail", async () => {
  const bob = await openBob("{ allowEval: true }");
  expect(await sendRaw("window.hit = 1")).toMatchObject({ error: null, result: 1 });
  expect(await run(bob, "return window.hit")).toBe(1);
});

test("allow() is asked before script is evaluated", async () => {
  const bob = await openBob(`{ allowEval: true, allow: (request) => request.method !== "eval" }`);
  expect(await sendRaw("window.hit = 1")).toMatchObject({ error: expect.stringMatching(/^refused: /) });
  expect(await run(bob, "return window.hit")).toBeUndefined();
});

test("markup passes the page's own sanitizer", async () => {
  const bob = await openBob(
    `{ sanitize: (markup) => { asked.push(markup); return document.createTextNode(markup); } }`,
  );
  await run(alice, `$bob("#box").html("<b>bold</b>"); await $bob("#box").promise()`);
  expect(await run(bob, "return asked")).toEqual(["<b>bold</b>"]);
  expect(await bob.textContent("#box")).toBe("<b>bold</b>");
});
