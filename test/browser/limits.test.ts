import type { Browser, Page } from "playwright-core";
import type { Message } from "../../src/protocol";
import { ALL_BROWSERS } from "../engines/extent";
import { launchBrowser } from "../support/browser";
import { JQUERY_BUILDS, type JQueryBuild } from "../support/jquery-versions";
import { getRequest, message } from "../support/messages";
import { openNode, run, type Site, startSite } from "../support/site";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

const ROWS = 2000;
const DEEP = 400;
const BODY = `<ul>${"<li class='row'>row</li>".repeat(ROWS)}</ul>
  <div id="deep">${"<div>".repeat(DEEP)}${"</div>".repeat(DEEP)}</div><button id="go">go</button><p id="p"></p>`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const doubled = (times: number): string =>
  times === 0
    ? `$("li").clone()`
    : `$("ul").append($("ul").children().clone()).append(${doubled(times - 1)})`;
const nestedPath = `//*[count(//*[count(//*[count(//*)>0])>0])>0]`;
const classes = Array.from({ length: 30_000 }, (_, i) => `c${i}`).join(" ");

const manyNames = JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`a${i}`, 1])));

/** One message each, that made the page hang for more than ten seconds, or crash. */
const HANGS: readonly (readonly [what: string, code: string])[] = [
  ["a deep selector", `$("${":not(".repeat(20_000)}a${")".repeat(20_000)}")`],
  ["a deep selector of a step", `$("body").find("${":not(".repeat(2000)}a${")".repeat(2000)}")`],
  ["a long selector", `$("${"a,".repeat(60_000)}a")`],
  [
    "a selector that looks at all descendants again and again",
    `$("div:has(div:has(div:has(div:contains('x'))))")`,
  ],
  ["two of :has", `$("div:has(div:has(div:contains('x')))")`],
  ["positions among positions", `$("li:gt(0) ~ li:gt(0) ~ li:gt(0)")`],
  ["siblings of siblings", `$("li").siblings().siblings().siblings().length`],
  ["all that follow", `$("li").nextAll().length`],
  ["all descendants of all", `$("*").find("*").length`],
  ["all descendants of a context", `$("*", $("*")).length`],
  ["all descendants in an argument", `$("#p").append($("*").find("*"))`],
  ["a nested path", `$(document).xpath("${nestedPath}").length`],
  ["a long path", `$(document).xpath("//html[1]${"/..".repeat(50_000)}").length`],
  ["a path to parents in parents", `$(document).xpath("//*[../*[../*[.='q']]]").length`],
  ["parents compared", `$(document).xpath("//*[../*!=../*[.='z'] or ../*>../* or ../*<../*]").length`],
  ["parents of rows", `$(document).xpath("//li[../li[../li[../li[.=1]]]]").length`],
  [
    "the text of the document again and again",
    `$(document).xpath("//*[concat(${"/,".repeat(300)}/)=1]").length`,
  ],
  ["searches in capitals", `$("div:HAS(div:HAS(div:contains('x')))")`],
  ["positions in capitals", `$("li:GT(0) ~ li:GT(0) ~ li:GT(0)")`],
  ["patterns after a space", `$("#go").trigger("click.b |(a+)+$")`],
  ["patterns after a space that jQuery takes for none", `$("#go").off("click.b\u00a0|(a+)+$")`],
  ["nothing but namespaces", `$("#go").trigger("${".".repeat(200_000)}")`],
  ["very many attributes", `$("li").attr(${manyNames})`],
  ["very many styles", `$("li").css(${manyNames})`],
  ["a long style for every row", `$("li").attr("style", "${"a:b;".repeat(50_000)}")`],
  ["a long list for every row", `$("li").attr("rel", "${"a ".repeat(100_000)}")`],
  ["patterns in a namespace", `$("#go").trigger({ type: "click", namespace: "(a+)+$" })`],
  ["patterns in a name", `$("#go").trigger("click.(a+)+$")`],
  ["many namespaces", `$("#go").trigger("click${".a".repeat(30)}.b")`],
  ["clones of clones", doubled(12)],
  ["copies within what is copied", `$("#deep div").slice(0, 40).append($("#deep")).length`],
  ["copies beside what is copied", `$("#deep div").slice(0, 40).after($("#deep div")).length`],
  ["copies moved into what is copied", `$("#deep").appendTo($("#deep div").slice(0, 40)).length`],
  ["a wrapper that grows with each wrapping", `$("#deep div").slice(0, 40).wrap($("#deep")).length`],
  ["a large wrapper for every row, by its selector", `$("li").wrap("ul").length`],
  [
    "wrappers that wrap each other",
    `$("#p").html("<s>${"<i></i>".repeat(40)}</s><u></u>").find("s, s i").wrap("u").length`,
  ],
  ["markup in every row", `$("li").append("${"<i></i>".repeat(500)}").length`],
  ["content of every row", `$("li").html("${"<i></i>".repeat(500)}").length`],
  ["a long text in every row", `$("li").text("${"x".repeat(200_000)}").length`],
  ["a wrapper for every element", `$("*").wrap("${"<i>".repeat(300)}")`],
  ["a clone for every row", `$("ul").clone().appendTo("li").length`],
  ["many classes", `$("#go").addClass("${classes}")`],
  ["tags that are not closed", `$("#p").html("${"<a".repeat(100_000)}").length`],
  ["the name of a tag that is not closed", `$("#p").html("<${"a".repeat(200_000)}").length`],
];

const FULL_BUILDS = JQUERY_BUILDS.filter(({ slim }) => !slim);
/** Under `npm test` each message goes to a page with one of the builds. */
const hangsUnder = (build: JQueryBuild) =>
  HANGS.filter((_, index) => ALL_BROWSERS || FULL_BUILDS[index % FULL_BUILDS.length] === build);

describe.each(FULL_BUILDS)("$name", (build) => {
  let site: Site;
  let bob: Page;
  let mallory: WireClient;
  beforeAll(async () => {
    site = await startSite({ body: BODY, build });
    bob = await openNode(browser, site, "Bob");
    // Handlers whose namespaces are compared with patterns.
    await run(
      bob,
      `$("#go").on("click.${"a".repeat(40)}", () => {}).on("click.${"a.".repeat(30)}c", () => {})`,
    );
    mallory = await registered(
      await connectWebSocket(`${site.url.replace("http", "ws")}jqluster`),
      "Mallory",
    );
  });
  afterAll(async () => {
    await bob.context().close();
    await site.close();
  });

  async function answerTo(request: Message): Promise<unknown> {
    mallory.send(request);
    return (await mallory.next()).body;
  }

  test.each(hangsUnder(build))("%s: an answer comes, and the page goes on", async (_what, code) => {
    const { error } = (await answerTo(getRequest("Mallory", "Bob", code))) as { error: string | null };
    // What a page does not answer within 30 s the server answers.
    expect(`${error}`).not.toMatch(/timed out|went away/);
    expect(await answerTo(getRequest("Mallory", "Bob", `$("body").length`))).toMatchObject({ result: 1 });
  });

  test.each([
    [`$("li").find("a").length`, 0],
    [`$("li").addClass("x y").filter(".x").parent().children("li").length`, ROWS],
    [`$("li").slice(0, 5).siblings().length`, ROWS],
    [`$("li").has("b").length`, 0],
    [`$("ul:has(li:not(.never))").length`, 1],
    [`$("#go").trigger("click.one.two").length`, 1],
    [`$("#go").trigger("draw.dt keyup.a.b").length`, 1],
    [`$(document).xpath("/html/body//li[../@class or @class='row']").length`, ROWS],
    [`$(document).xpath("//ul[count(li)>1]/li[@class]").length`, ROWS],
    [`$("li", $("ul")).length`, ROWS],
    [`$("#p").html("<b title='a<b'/>x").text()`, "x"],
    [`$("li").slice(0, 20).wrap("#p").length`, 20],
    [`$("li").slice(0, 20).wrap($("#deep div").last().add("li")).length`, 20],
    [`$("#p").append("${"<i></i>".repeat(30)}").wrapInner("#p").length`, 1],
    [`$("li").slice(0, 5).append($("li").slice(1, 4)).length`, 5],
  ])("%s is within the budget", async (code, result) => {
    await run(bob, `$("#p").empty(); $("ul").html("<li class='row'>row</li>".repeat(${ROWS}))`);
    expect(await answerTo(getRequest("Mallory", "Bob", code))).toEqual(
      expect.objectContaining({ error: null, result }),
    );
  });
});

test("a page that listens to everything neither cuts the other off nor keeps it from its listeners", async () => {
  const site = await startSite({ body: BODY });
  try {
    const bob = await openNode(browser, site, "Bob");
    const alice = await openNode(browser, site, "Alice");
    const address = `${site.url.replace("http", "ws")}jqluster`;
    const mallory = await registered(await connectWebSocket(address), "Mallory");
    const replies: Record<string, unknown>[] = [];
    const dropped: unknown[] = [];
    const LIMIT = 10_000;
    const body = { eval_code: "$(document)", method: "on", options: ["mousemove"] };
    while (replies.length < LIMIT + 500) {
      for (let i = 0; i < 500; i++) mallory.send(message("select_and_listen", "Mallory", "Bob", body));
      for (let i = 0; i < 500; i++) replies.push((await mallory.next()).body as Record<string, unknown>);
    }
    expect(replies.filter(({ error }) => error === null)).toHaveLength(LIMIT);
    expect(replies.at(-1)?.error).toMatch(/too many listeners/);
    await run(alice, `window.seen = 0; $.jqluster("Bob")("#go").on("click", () => { seen += 1 })`);
    await run(bob, `window.lost = 0; $.jqluster.on("disconnect", () => { lost += 1 })`);
    for (let i = 0; i < 30; i++) await bob.mouse.move(i, i);
    await bob.click("#go");
    await alice.waitForFunction("seen === 1");
    while (dropped.length === 0) {
      const body = (await mallory.next()).body as Record<string, unknown>;
      if (body.dropped) dropped.push(body.dropped);
    }
    expect(await run(bob, "return [lost, $.jqluster.state().connected]")).toEqual([0, true]);
  } finally {
    await site.close();
  }
});
