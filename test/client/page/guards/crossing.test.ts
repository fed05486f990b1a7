import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../support/browser";
import { type BuildName, JQUERY_BUILDS } from "../page";
import { openHostilePage } from "./hostile-page";

/** What the page has that is its own. Each `hit()` is a function of the page that was called. */
const OWN = `
  window.secret = { token: "SECRET" };
  window.value = "SECRET";
  window.onLogout = window.width = hit;
  window.elements = [{ name: "a", value: "SECRET" }];
  function Widget() { this.token = "SECRET"; }
  Widget.prototype.reload = hit;
  jQuery("html").attr("class", "x <img/src='x:'/onerror=hit()> y").data({
    widget: new Widget(), config: { a: [1, new Date(0)], f: hit }, getter: { get a() { hit(); return 1; } },
  });
  document.getElementById("form").logout = hit;
  jQuery("#box").on("strings", function () { return ["<img src='x:' onerror=hit()>"]; })
    .on("page", function (event) { jQuery(event.target).appendTo("#form"); return location; })
    .attr("nonce", "SECRET");
  jQuery("<meta id=policy>").attr("content", "script-src 'nonce-UE9MSUNZ+/='").appendTo("head");
`;

const REFUSED: readonly (readonly [string, string])[] = [
  ['$($("html").prop("classList")).html("x")', "is for this page alone"],
  ['$($("html").prop("classList")).appendTo("body")', "is for this page alone"],
  ['$($("html").prop("dataset"))', "is for this page alone"],
  ['$($("html").prop("style"))', "is for this page alone"],
  ['$($("#box").prop("attributes"))', "is for this page alone"],
  ['$($("#box").triggerHandler("strings")).appendTo("body")', "no objects"],
  ['$("#box").triggerHandler("page")', "is for this page alone"],
  ['$($(document).prop("location")).trigger("reload")', "is for this page"],
  ['$($(window).prop("location")).trigger("reload")', "is for this page"],
  ['$($("html").data("widget")).trigger("reload")', "is for this page alone"],
  ['$(window).prop("secret")', "is for this page"],
  ['$(window).attr("name")', "is for this page"],
  ["$(window).val()", "is for elements"],
  ["$(window).serializeArray()", "is for elements"],
  ['$(document).prop("defaultView")', "is for this page"],
  ['$(document).prop("all")', "is for this page"],
  ['$("#box").prop("nonce")', "is for this page"],
  ['$("#box").attr("NONCE")', "is for this page"],
  ['$("#box").add($("#x")).attr(["nonce"])', "is for this page"],
  ['$("html").data($(document).get(0))', "takes no elements"],
  ['$("html").data($(document))', "takes no elements"],
  ['$("html").data($(window).get(0))', "takes no elements"],
  ['$("html").prop($(document).get(0))', "takes no elements"],
  ['$("#box").animate({"width":5},$(window).get(0))', "takes no elements"],
  ['$("#box").animate($("#box").get(0))', "takes no elements"],
  ['$("#box").promise("fx",$(window).get(0))', "takes no elements"],
  ['$("#box").promise("fx",{"a":1})', "name of a queue"],
  ['$("#box").text($("#evil"))', "takes no elements"],
  ['$("#box").append($(window))', "takes no elements"],
  ['$("#box").trigger($("#box").get(0))', "takes no elements"],
  ['$("#box").trigger("remove")', "a function of that name"],
  ['$("#box").trigger({"type":"remove"})', "a function of that name"],
  ['$("#box").trigger({"type":["remove"]})', "the name of an event"],
  ['$("#box").trigger(["remove"])', "the name of an event"],
  ['$("#form").trigger("logout")', "a function of that name"],
  ['$(document).trigger("open")', "a function of that name"],
  ['$(window).trigger("Logout")', "a function of that name"],
  ['$("#box").trigger("Logout.x")', "a function of that name"],
  ['$(window).triggerHandler("Logout")', "a function of that name"],
  ["$(window).fadeTo(0,0.5)", "is for elements"],
  ['$(window).css("color","red")', "is for elements"],
  ["$(window).removeClass()", "is for elements"],
  ['$("body").appendTo(5)', "no element of this page"],
  ['$("#box").animate({"width":5},1,"constructor")', "no such name"],
  ['$("#box").animate({"width":[5,"valueOf"]})', "no such name"],
  ['$("#box").animate({"width":5},{"easing":"toString"})', "no such name"],
  ['$("#box").animate({"width":5},{"specialEasing":{"width":"toString"}})', "no such name"],
  ['$("#box").data("__proto__","x")', "no such name"],
  ['$("#box").data("constructor")', "no such name"],
  ['$("#box").attr({"toString":"x"})', "no such name"],
  ['$("#box").css(["color","__proto__"])', "no such name"],
  ['$("#box").trigger("__proto__")', "no such name"],
  ['$("#box").trigger({"type":"constructor"})', "no such name"],
  ['$("#box").off("click __proto__.x")', "no such name"],
  ['$("#box").removeData("constructor")', "no such name"],
];

const ALLOWED: readonly (readonly [string, unknown])[] = [
  ['$($("ul").prop("children")).length', 2],
  ['$($("ul").prop("childNodes")).first().text()', "1"],
  ['$($("ul").prop("firstChild")).text()', "1"],
  ['$($("#form").prop("elements")).length', 2],
  ['$("#box").data("a",$("html").data("config")).data("a")', { a: [1, "1970-01-01T00:00:00.000Z"], f: null }],
  ['$("#box").data("a",$("html").data("getter")).data("a")', { a: undefined }],
  ['$("#box").data("a",$("#box").data("json")).data("a")', { x: 1 }],
  ['$("#box").prop("own",{"a":[1]}).prop("own")', { a: [1] }],
  ['$(window).prop("devicePixelRatio")', 1],
  ['$(document).prop("nodeType")', 9],
  ['$($(document).prop("body")).is("body")', true],
  ['$("body").is($(document).prop("body"))', true],
  ["$($(window).get(0)).add($(window).get(0)).length", 1],
  ['$("#box").wrap("<b>").parent().html()', expect.stringContaining('nonce=""')],
  ['$("#box").prop("outerHTML")', expect.stringContaining('nonce=""')],
  [
    '$("#box").before("<!--<a nonce=\\"\\" \\"-->").parent().html()',
    expect.stringMatching(/^(?!.*SECRET).*nonce=""/s),
  ],
  [
    '$("#box").before("<!-- nonce=\\"--><i>").parent().prop("innerHTML")',
    expect.stringMatching(/^(?!.*SECRET).*nonce=""/s),
  ],
  ['$("#policy").attr("content")', "script-src 'nonce-'"],
  ['$("#policy").prop("outerHTML")', expect.stringMatching(/^(?!.*UE9MSUNZ).*nonce-/s)],
  ['$("#box").trigger("strings",{"length":3,"2":1}).length', 1],
  ['$("#box").trigger({"type":"page","target":{"length":1,"0":"<img src=\'x:\' onerror=hit()>"}}).length', 1],
  ['$("#box").trigger("custom.constructor").length', 1],
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each(Object.keys(JQUERY_BUILDS) as BuildName[])("what crosses under jQuery %s", (build) => {
  let page: Page;
  beforeAll(async () => {
    page = await openHostilePage(browser, build);
  });
  afterAll(async () => {
    expect(await page.evaluate("hits")).toEqual([]);
    await page.close();
  });
  const run = (code: string) =>
    page.evaluate<unknown>(`reset(${JSON.stringify(code)}); ${OWN} run(${JSON.stringify(code)})`);

  test.each(REFUSED)("%s is refused: %s", async (code, reason) => {
    expect(await run(code)).toEqual({ error: "RefusalError", message: expect.stringContaining(reason) });
  });

  test.each(ALLOWED)("%s is allowed", async (code, value) => {
    expect(await run(code)).toEqual({ value });
  });
});
