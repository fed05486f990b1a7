import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../support/browser";
import { type BuildName, JQUERY_BUILDS } from "../page";
import { openHostilePage, runHostile } from "./hostile-page";
import { ADDRESS_VECTORS, MARKUP_VECTORS } from "./vectors";

const call = (name: string, ...args: unknown[]) =>
  `.${name}(${args.map((arg) => JSON.stringify(arg)).join(",")})`;

const REFUSED: readonly (readonly [string, string])[] = [
  ['$("<b")', "selectors, not HTML"],
  ['$("<b>", {"text":"x"})', "selectors, not HTML"],
  ['$(" <img src=x onerror=hit()>")', "selectors, not HTML"],
  ['$($("#evil").text())', "selectors, not HTML"],
  ['$("b", "<b>")', "selectors, not HTML"],
  ['$(["<b>"])', "no objects"],
  ['$({"jquery":"1","length":1,"0":"<b>"})', "no objects"],
  ['$({"nodeType":1})', "no objects"],
  ['$("p").add("<b>")', "selectors, not HTML"],
  ['$("p").add(["<b>"])', "no objects"],
  ['$("p").appendTo("<b>")', "selectors, not HTML"],
  ['$("p").is("<b>:first")', "selectors, not HTML"],
  ['$("p").index("<b>")', "selectors, not HTML"],
  ['$("p").append({"length":1,"0":"<b>"})', "no objects"],
  ['$("p").append($("#ran"))', "scripts"],
  ['$("p").append($("#ran").clone())', "scripts"],
  ['$("p").append($("#holder"))', "scripts"],
  ['$("p").html($("#holder").contents())', "scripts"],
  ['$("#holder").clone().appendTo("body")', "scripts"],
  ['$("#holder").wrap("<b>")', "scripts"],
  ['$("#holder").wrapInner("<b>")', "scripts"],
  ['$("p").wrap("#holder")', "scripts"],
  ['$("#holder").children().unwrap()', "scripts"],
  ['$("#empty").text("hit()")', "scripts"],
  ['$("#empty").append("hit()")', "scripts"],
  ['$("#evil").contents().appendTo("#empty")', "scripts"],
  ['$("script").contents().before("hit()")', "scripts"],
  ['$("#evil").contents().insertBefore($("script").contents())', "scripts"],
  ['$("noscript").append("x")', "can load script"],
  ['$("noscript").prepend("x")', "can load script"],
  ['$("noscript").html("x")', "can load script"],
  ['$("noscript").text("x")', "can load script"],
  ['$("noscript").wrapInner("<b>")', "can load script"],
  ['$("noscript").contents().before("x")', "can load script"],
  ['$("noscript").contents().after("x")', "can load script"],
  ['$("noscript").contents().replaceWith("x")', "can load script"],
  ['$("noscript").contents().wrap("<b>")', "can load script"],
  ['$("noscript").contents().wrapAll("<b>")', "can load script"],
  ['$("#evil").contents().appendTo("noscript")', "can load script"],
  ['$("#evil").contents().prependTo("noscript")', "can load script"],
  ['$("#evil").contents().insertBefore($("noscript").contents())', "can load script"],
  ['$("#evil").contents().insertAfter($("noscript").contents())', "can load script"],
  ['$("#evil").contents().replaceAll($("noscript").contents())', "can load script"],
  ['$("#evil").contents().wrap("noscript")', "can load script"],
  ['$("#evil").contents().wrapAll("noscript")', "can load script"],
  ['$("#evil").contents().wrapAll($("noscript"))', "can load script"],
  ['$("#evil").wrapInner("noscript")', "can load script"],
  ['$("#evil").wrapInner($("noscript"))', "can load script"],
  ['$("#empty").attr("src","/x.js")', "can load script"],
  ['$("#empty").prop("text","hit()")', "can load script"],
  ['$("p").attr("onclick","hit()")', "could run script"],
  ['$("p").attr("ONCLICK","hit()")', "could run script"],
  ['$("p").attr({"id":"a","onclick":"hit()"})', "could run script"],
  ['$("p").prop("innerHTML","<b>")', "could run script"],
  ['$("p").prop({"outerHTML":"<b>"})', "could run script"],
  ['$("#frame").attr("srcdoc","<b>")', "can load script"],
  ['$("p").prop(["innerHTML"],"<b>")', "could run script"],
  ['$("p").prop([["outerHTML"]],"<b>")', "could run script"],
  ['$("#frame").prop(["srcdoc"],"<b>")', "can load script"],
  ['$("#link").prop(["href"],"javascript:hit()")', "could run script"],
  ['$("p").animate({"innerHTML":"x"},0)', "could run script"],
  ['$("p").animate({"outer-hTML":"x"},0)', "could run script"],
  ['$(window).animate({"location":5},0)', "is for elements"],
  ['$(document).animate({"cookie":5},0)', "is for elements"],
  ['$("#empty").animate({"text":5},0)', "can load script"],
  ['$("#holder").children().animate({"opacity":1,"data":5},0)', "can load script"],
  ['$(window).removeProp("jQuery")', "is for elements"],
  ['$("#link").attr("href",["javascript:hit()"])', "could run script"],
  ['$("#mail").prop("protocol","javascript")', "could run script"],
  ['$(document).prop("location","/")', "is for elements"],
  ['$(window).attr("name","x")', "is for elements"],
  ['$(document).prop("cookie","a=b")', "is for elements"],
  ['$(document).prop("cookie")', "is for this page"],
  ['$(document).attr("cookie")', "is for this page"],
  ['$(document).prop(["cookie"])', "is for this page"],
  ['$(window).prop("localStorage")', "is for this page"],
  ['$(window).prop("sessionStorage")', "is for this page"],
  ['$("p").text($(document).prop("cookie"))', "is for this page"],
  ['$("p").css("width","expression(hit())")', "could run script"],
  ['$("p").css({"behavior":"url(x)"})', "could run script"],
  ['$("p").queue("fx",["x"])', "only gets"],
  ['$("p").off({"click":"x"})', "one handler"],
  ['$("p").on("click")', "needs a handler"],
  ['$("p").click({"a":1})', "needs a handler"],
  ['$("p").each()', "needs a handler"],
  ['$("p").load("/x")', "load()"],
  ['$("p").constructor()', "constructor()"],
  ['$("p").__proto__()', "__proto__()"],
  ['$("p").toString()', "toString()"],
  ['$("p").hasOwnProperty("length")', "hasOwnProperty()"],
  ['$("p").text().length', "nothing to act on"],
  ['$(document).data("jqluster-readiness-callback-managers")["A"]._beNotified("B")', "readiness"],
];

const ALLOWED: readonly (readonly [string, unknown])[] = [
  ["$(\"p:contains('<')\").length", 1],
  ['$("p").attr("id","new").attr("id")', "new"],
  ['$("p").attr("title","see javascript: the good parts").attr("title")', "see javascript: the good parts"],
  ['$("#img").attr("src","data:image/png;base64,AA==").attr("src")', "data:image/png;base64,AA=="],
  ['$("#link").attr("href","/a?b=c:d").attr("href")', "/a?b=c:d"],
  ['$("#box").html("a &amp; <b title=\'t\'>b</b>").html()', 'a &amp; <b title="t">b</b>'],
  ['$("#box").html("<b>x</b><script>hit()</script>").html()', "<b>x</b>"],
  ['$("#box").append(1,null,true,["<i>","<u>"]).html()', "x1true<i></i><u></u>"],
  ['$("li").wrapInner("<b>").parent().html()', "<li><b>1</b></li><li><b>2</b></li>"],
  ['$("li").empty().wrapInner("<b>").parent().html()', "<li><b></b></li><li><b></b></li>"],
  ['$("li").append("<b>x</b>").parent().html()', "<li>1<b>x</b></li><li>2<b>x</b></li>"],
  ['$("#box").replaceWith("<p>y</p>").length', 1],
  ['$("noscript").after("<b>y</b>").next().text()', "y"],
  ['$("noscript").wrap("<b>").parent().length', 1],
  ['$("#box").wrap("li").closest("li").length', 1],
  ['$("ul").append($("#box")).children().length', 3],
  ['$("ul").append($("#box").get(0)).children().length', 3],
  ['$("#holder script").remove().length', 2],
];

/** The same where jQuery has effects, which slim builds lack. */
const ALLOWED_EFFECTS: typeof ALLOWED = [
  ['$("#holder").children().animate({"opacity":0},9).finish().css("opacity")', "0"],
  ['$("#evil").contents().animate({"height":5},0).length', 1],
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each(Object.keys(JQUERY_BUILDS) as BuildName[])("guards under jQuery %s", (build) => {
  let page: Page;
  beforeAll(async () => {
    page = await openHostilePage(browser, build);
  });
  afterAll(async () => {
    await page.close();
  });
  const run = (code: string) =>
    page.evaluate<{ value?: unknown; error?: string; message?: string }>(
      `reset(${JSON.stringify(code)}); run(${JSON.stringify(code)})`,
    );

  test("the traps work: jQuery itself runs what it is given", async () => {
    await page.evaluate(
      `reset(""); current = "control"; jQuery("#box").html("<img src=x onerror=hit()><script>hit()</script>")`,
    );
    await page.waitForFunction("hits.length === 2");
    await page.evaluate("hits.length = 0");
  });

  test("no markup runs code, whichever way it comes in", async () => {
    const codes = MARKUP_VECTORS.flatMap((markup) => [
      ...["html", "append", "before", "after", "prepend", "replaceWith", "wrap", "wrapAll", "wrapInner"].map(
        (name) => `$("#box,li")${call(name, markup)}`,
      ),
      `$("tbody")${call("html", markup)}`,
      // A selector, which jQuery would take for markup where there is nothing to wrap.
      `$("#img,tbody")${call("wrapInner", `p[title=${JSON.stringify(markup.replace(/\s/g, "/"))}]`)}`,
      `$("#box")${call("append", [[markup]])}`,
      `$("#box")${call("text", markup)}.append($("#box").text())`,
      `$(${JSON.stringify(markup)}).appendTo("body")`,
      `$("#box")${call("add", markup)}.appendTo("body")`,
      `$("#box")${call("attr", "title", markup)}.append($("#box").attr("title"))`,
    ]);
    const outcome = await runHostile(page, codes);
    expect(outcome.hits).toEqual([]);
    expect(outcome.errors.none).toBeGreaterThan(codes.length / 2);
  });

  test("nothing that could run stays in sanitized markup", async () => {
    for (const markup of MARKUP_VECTORS) {
      await run(`$("#box")${call("html", markup)}`);
      const rest = await page.evaluate<string[]>(`jQuery("#box *").get().filter(function (e) {
        return /^(script|iframe|object|embed|svg|math|style|base|link|meta|template|noscript)$/i.test(e.localName) ||
          Array.prototype.some.call(Element.prototype.cloneNode.call(e).attributes, function (a) {
            return /^on/i.test(a.name) || /^\\W*j\\W*a\\W*v\\W*a\\W*s/i.test(a.value);
          });
      }).map(function (e) { return e.outerHTML; })`);
      expect({ markup, rest }).toEqual({ markup, rest: [] });
    }
  });

  test("no address runs code", async () => {
    const codes = ADDRESS_VECTORS.flatMap((address) => [
      `$("#link")${call("attr", "href", address)}.click()`,
      `$("#link")${call("prop", "href", address)}`,
      `$("#link")${call("attr", { href: address })}`,
      `$("#frame")${call("attr", "src", address)}`,
      `$("#form")${call("attr", "action", address)}.find("button").click()`,
      `$("button")${call("attr", "formaction", address)}`,
      `$(window)${call("prop", "location", address)}`,
    ]);
    const outcome = await runHostile(page, codes);
    expect(outcome).toEqual({ hits: [], errors: { RefusalError: codes.length } });
  });

  test.each(REFUSED)("%s is refused: %s", async (code, reason) => {
    expect(await run(code)).toEqual({ error: "RefusalError", message: expect.stringContaining(reason) });
  });

  const allowed = build.endsWith("slim") ? ALLOWED : [...ALLOWED, ...ALLOWED_EFFECTS];
  test.each(allowed)("%s is allowed", async (code, value) => {
    expect(await run(code)).toEqual({ value });
  });
});
