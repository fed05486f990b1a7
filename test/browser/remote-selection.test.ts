import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { openNode, run, type Site, startSite } from "../support/site";

const BODY = `
  <ul class="todo"><li>one</li><li class="second">two</li></ul>
  <div id="box" style="width: 120px">box</div>
  <input id="name" value="Bob"><b>bold</b>`;

let browser: Browser;
let site: Site;
let alice: Page;
let bob: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: BODY });
  alice = await openNode(browser, site, "Alice");
  bob = await openNode(browser, site, "Bob", { transports: ["websocket"] });
  await run(alice, `window.$bob = $.jqluster("Bob")`);
});
beforeEach(() => bob.evaluate(`$(".todo").html("<li>one</li><li class=second>two</li>")`));
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** The messages Alice sent while it ran. */
async function messagesOf(statements: string): Promise<unknown[]> {
  const before = site.sent.length;
  await run(alice, statements);
  return site.sent.slice(before).filter((message) => message.from === "Alice");
}

function codesOf(messages: unknown[]): string[] {
  return messages.map((message) => (message as { body: { eval_code: string } }).body.eval_code);
}

describe("values", () => {
  test.each([
    [`$bob("#box").width()`, 120],
    [`$bob("li").length`, 2],
    [`$bob("li").eq(1).text()`, "two"],
    [`$bob("ul.todo").children("li").last().hasClass("second")`, true],
    [`$bob("li").is(".second")`, true],
    [`$bob("#name").val()`, "Bob"],
    [`$bob("#box").css(["width"])`, { width: "120px" }],
    [`$bob("#nothing").attr("id")`, undefined],
    [`$bob(document).find("b").text()`, "bold"],
    [`$bob("li", $bob("ul")).first().index()`, 0],
    [`$bob($bob("li")).length`, 2],
    [`$bob("li").map(function () { return $bob(this).text() })`, ["one", "two"]],
    [`$bob("li").map((element, index) => index)`, [0, 1]],
  ])("%s", async (code, value) => {
    expect(await run(alice, `return await ${code}`)).toEqual(value);
  });

  test("elements come as pointers that select the same element", async () => {
    const text = await run(
      alice,
      `
      const pointer = await $bob("li").get(1);
      return [pointer.remote_node_id, await $bob(pointer).text(), await $bob("li").index($bob(pointer))]`,
    );
    expect(text).toEqual(["Bob", "two", 1]);
  });

  test("each() visits every element and ends", async () => {
    const seen = await run(
      alice,
      `
      const seen = [];
      await $bob("li").each(function (index, element) { seen.push([index, this === element]); });
      return seen`,
    );
    expect(seen).toEqual([
      [0, true],
      [1, true],
    ]);
  });

  test("the window has a width", async () => {
    expect(await run(alice, `return await $bob(window).width()`)).toBeGreaterThan(100);
  });
});

describe("messages", () => {
  test("a chain in one statement is one message", async () => {
    const messages = await messagesOf(`
      $bob("#box").text("x").addClass("y").find("b").hide();
      await $bob("#box").promise()`);
    expect(codesOf(messages)).toEqual([
      '$("#box").text("x").addClass("y").find("b").hide()',
      '$("#box").promise()',
    ]);
  });

  test("a value at the end of a chain takes its changes along", async () => {
    expect(codesOf(await messagesOf(`await $bob("li").addClass("k").first().text()`))).toEqual([
      '$("li").addClass("k").first().text()',
    ]);
  });

  test("a saved selection does not repeat its changes", async () => {
    const codes = codesOf(
      await messagesOf(`
      const box = $bob("#box").addClass("once");
      box.find("b").hide();
      box.find("i").show();
      await Promise.resolve();
      await box.width()`),
    );
    expect(codes).toEqual([
      '$("#box").addClass("once").find("b").hide()',
      '$("#box").find("i").show()',
      '$("#box").width()',
    ]);
  });

  test("changes and values keep their order, over several nodes", async () => {
    const codes = codesOf(
      await messagesOf(`
      const $carol = $.jqluster("Carol");
      $.jqluster.on("error", () => {});
      $bob("#box").text("1");
      $carol("#box").text("2");
      $bob("#box").text("3");
      window.got = await $bob("#box").text()`),
    );
    expect(codes.map((code) => code.replace(/\D/g, ""))).toEqual(["1", "2", "3", ""]);
    expect(await run(alice, "return got")).toBe("3");
  });

  test("selections stand in one another, with their changes", async () => {
    const codes = codesOf(
      await messagesOf(`
      $bob("ul").append($bob("li").first().addClass("moved"));
      await $bob("ul").promise()`),
    );
    expect(codes[0]).toBe('$("ul").append($("li").first().addClass("moved"))');
    expect(await bob.evaluate(`$("ul").text()`)).toBe("twoone");
  });

  test("what was said before a selection was made is done before it selects", async () => {
    const codes = codesOf(
      await messagesOf(`
      const marked = $bob("b").addClass("said");
      window.count = await $bob(".said").add(marked).length;
      const again = $bob("b").removeClass("said");
      $bob("b.said").add(again).addClass("done");
      await $bob("b").promise();`),
    );
    expect(codes).toEqual([
      '$("b").addClass("said")',
      '$(".said").add($("b")).length',
      '$("b").removeClass("said")',
      '$("b.said").add($("b")).addClass("done")',
      '$("b").promise()',
    ]);
    expect(await run(alice, "return count")).toBe(1);
  });
});

describe("data that looks like something else is data", () => {
  test.each([
    ["an element", { name: 1, nodeType: 1, nodeName: "P" }],
    ["a document", { nodeType: 9, nodeName: "#document" }],
    ["the name of a window", { remoteIdentifier: "window" }],
    ["elements, deeper", { all: [{ nodeType: 1, nodeName: "B" }, { nodeType: 3 }] }],
  ])("like %s", async (_what, data) => {
    const code = `$bob("#box").data("kept", ${JSON.stringify(data)}).data("kept")`;
    expect(await run(alice, `return await ${code}`)).toEqual(data);
  });
});

describe("what cannot be", () => {
  test.each([
    ["a function", `$bob("li").text(function () {})`, /function cannot travel/],
    ["a number that JSON does not have", `$bob("li").width(0 / 0)`, /NaN cannot travel/],
    ["such a number within an object", `$bob("li").css({ width: 1 / 0 })`, /Infinity cannot travel/],
    ["a number beyond those of JSON", `$bob("li").width(10n)`, /^10 cannot travel/],
    [
      "what contains itself",
      `const it = { a: [] }; it.a[1] = { me: it }; $bob("li").data("at", it)`,
      /^argument 2 cannot travel: it contains itself$/,
    ],
    [
      "what contains itself, for a handler",
      `const it = []; it[0] = it; $bob("li").on("click", it, () => {})`,
      /^data cannot travel: it contains itself$/,
    ],
    ["an element of this page", `$bob("ul").append(document.body)`, /element of this page/],
    ["such an element within data", `$bob("li").data("at", [{ it: document.body }])`, /element of this page/],
    ["a text of this page", `$bob("ul").append(document.createTextNode("x"))`, /element of this page/],
    [
      "an element of another node",
      `$bob({ remote_type: "xpath", remote_node_id: "Carol", remote_xpath: "/" })`,
      /not on "Bob"/,
    ],
    ["a method that could load anything", `$bob("li").load("/x")`, /load\(\)/],
    ["a number as selector", `$bob(3)`, /selector/],
    ["an unknown handler option", `$.jqluster.handler({ once: true }, function () {})`, /not once/],
  ])("%s is refused where it is said", async (_what, code, message) => {
    expect(
      await run(alice, `try { ${code}; return "taken" } catch (error) { return error.message }`),
    ).toMatch(message);
  });

  test.each([
    ["nobody is there", `$.jqluster("Nobody")("#x").text()`, "NoSuchNodeError"],
    ["the other page cannot do it", `$bob("li[").text()`, "RemoteError"],
    ["the other page refuses", `$bob("ul").append("x").find("<b>").text()`, "RefusedError"],
  ])("when %s, the promise says which", async (_what, code, name) => {
    expect(await run(alice, `return await ${code}.then(() => "value", (error) => error.name)`)).toBe(name);
  });

  test("a change that fails without anybody asking reaches the error handlers", async () => {
    const name = await run(
      alice,
      `
      const failed = new Promise((resolve) => $.jqluster.on("error", resolve));
      $.jqluster("Nobody")("#x").text("lost");
      return (await failed).name`,
    );
    expect(name).toBe("NoSuchNodeError");
  });
});
