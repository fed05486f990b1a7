import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../support/browser";
import { JQUERY_BUILDS, openPage } from "./page";

const HTML = `<!doctype html><title>t</title><body><ul><li class="a">one</li><li>two</li><li>three</li></ul>
<div id="box" style="width:50px;height:20px"></div><input name="n" value="v"><table><tbody></tbody></table><form><p id="inner"></p></form></body>`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each(Object.keys(JQUERY_BUILDS) as (keyof typeof JQUERY_BUILDS)[])(
  "chains under jQuery %s",
  (build) => {
    let page: Page;
    beforeAll(async () => {
      page = await openPage(browser, build, HTML);
      await page.evaluate(`window.run = function (code, html) {
      if (html !== undefined) document.body.innerHTML = html;
      var value = chains.evaluateChain(chains.readChain(code), { jQuery: jQuery, window: window, xpath: window.xpath });
      return value instanceof jQuery ? { selected: value.get().map(function (e) { return e.id || e.nodeName; }) } : value;
    }`);
    });
    afterAll(async () => {
      await page.close();
    });
    const run = (code: string) =>
      page.evaluate((source) => (globalThis as unknown as { run(code: string): unknown }).run(source), code);

    test.each([
      ['$("ul").find("li").eq(1).text()', "two"],
      ['$("#box").width()', 50],
      ['$("li").length', 3],
      ['$("li").size()', 3],
      ['$("li.a").is("li")', true],
      ['$("input").serialize()', "n=v"],
      ['$("#none").attr("x")', undefined],
      ['$("li").even().length', 2],
      ['$("li").eq(0).add($("#box")).length', 2],
      ['$("li", $("ul")).first().andSelf().length', 3],
      ['$("#box").css("color","rgb(1, 2, 3)").css("color")', "rgb(1, 2, 3)"],
      ['$("#box").html("<b>x</b>").html()', "<b>x</b>"],
      [
        '$("tbody").append("<tr><td>1</td></tr><tr><td>2</td></tr>").html()',
        "<tr><td>1</td></tr><tr><td>2</td></tr>",
      ],
      ['$("#box").text("<i>").append("text").html()', "&lt;i&gt;text"],
      ['$("#box").html("").html()', ""],
      ['$(window).html("<b>x</b>").length', 1],
      ['$("#inner").html("<form><i>x</i></form>").html()', "<i>x</i>"],
      ['$("#inner").append("<form></form>").children("form").length', 1],
      ['$("#box").wrap("<section><p></p></section>").parent().parent().is("section")', true],
      ['$("#box").unwrap().unwrap().parent().is("body")', true],
      ['$(document).prop("title","new").prop("title")', "new"],
      ["$(window).is($(window))", true],
      ['$("#box").offset($("#box").offset()).length', 1],
      ['$("#box").data("b",$("#box").data("a",[{"nodeType":1}]).data("a")).data("b")', [{ nodeType: 1 }]],
    ])("%s", async (code, value) => {
      expect(await run(code)).toEqual(value);
    });
  },
);
