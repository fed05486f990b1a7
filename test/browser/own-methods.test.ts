import { readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { openNode, run, type Site, startSite } from "../support/site";

/** A plug-in such as pages have, which notes what it is given. */
const PLUGIN = `
  window.seen = [];
  $.fn.wheel = function (name, value) {
    seen.push([name, value]);
    if (name === "speed") return 7;
    if (name === "size") return this.length;
    if (name === "who") return { name: "wheel", at: this[0], run: function () {} };
    if (name === "later") return Promise.resolve(["done"]);
    if (name === "never") return Promise.reject(new Error("no wheel"));
    if (name === "fails") throw new Error("it broke");
    return this;
  };
  $.fn.secret = function () { seen.push("secret"); };
  $.fn.value = 5;
  window.refused = function (methods) {
    try { $.jqluster.init("X", null, { methods: methods }); } catch (error) { return error.message; }
  };`;
const BODY = '<div id="c"></div><div id="d"></div><script id="s" type="text/plain"></script>';

let browser: Browser;
let site: Site;
let alice: Page;
let tv: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: BODY, script: PLUGIN });
  const allow = { methods: ["wheel", "missing", "value"] };
  [alice, tv] = await Promise.all([openNode(browser, site, "Alice"), openNode(browser, site, "TV", allow)]);
  await run(alice, `window.$tv = $.jqluster("TV")`);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});
afterEach(() => run(tv, "seen.length = 0"));

const seen = () => run(tv, "return seen");
/** What a call gives, or the name and text of its error. */
const outcome = (call: string) =>
  run(alice, `return await (${call}).then((value) => [value], (error) => error.name + ": " + error.message)`);

test.each<[string, unknown]>([
  ['$tv("#c").call("wheel", "speed")', 7],
  ['$tv("#c").call("wheel", "turn", { by: [1, "a < b", null, true] })', null],
  ['$tv("#c").call("wheel", "later")', ["done"]],
  ['$tv("#c").addClass("on").find("b").end().call("wheel", "speed")', 7],
])("%s gives what the method gave", async (call, value) => {
  expect(await outcome(call)).toEqual([value]);
});

test("the method gets the selection and the data as they were", async () => {
  await outcome('$tv("div").call("wheel", "turn", { by: [1, "a < b", null, true] })');
  expect(await seen()).toEqual([["turn", { by: [1, "a < b", null, true] }]]);
  expect(await outcome('$tv("#c").call("wheel", "who")')).toEqual([
    { name: "wheel", at: expect.objectContaining({ remote_type: "xpath" }), run: null },
  ]);
});

test.each([
  ['$tv("#c").call("wheel", "fails")', /^RemoteError: it broke$/],
  ['$tv("#c").call("wheel", "never")', /^RemoteError: no wheel$/],
  ['$tv("#c").call("missing")', /^RefusedError: .*no method missing\(\)/],
  ['$tv("#c").call("value")', /^RefusedError: .*no method value\(\)/],
])("%s: the error says why", async (call, text) => {
  expect(await outcome(call)).toMatch(text);
});

test.each([
  '$tv("#c").call("secret")',
  '$tv("#c").call("html", "x")',
  '$tv("#c").call("constructor")',
  '$tv("#c").call("hasOwnProperty", "x")',
  '$tv("#c").call("__proto__")',
  '$tv("#c").call()',
  '$tv("#c").call(["wheel"], "turn")',
  '$tv("#c").call("wheel", "turn", "<img src=x onerror=seen.push(1)>")',
  '$tv("#c").call("wheel", "turn", " text <svg/onload=seen.push(1)>")',
  '$tv("#c").call("wheel", "turn", { deep: [{ er: "<b>x</b>" }] })',
  '$tv("#c").call("wheel", "turn", { "<b>": 1 })',
  '$tv("#c").call("wheel", "turn", "java\\tscript:seen.push(1)")',
  '$tv("#c").call("wheel", "turn", $tv("#d"))',
  '$tv("#c").call("wheel", "turn", window)',
  '$tv("#s").call("wheel", "turn")',
  '$tv("*").call("wheel", "turn")',
])("%s is refused, and nothing is called", async (call) => {
  // What is no chain at all is an error of the reader.
  expect(await outcome(call)).toMatch(/^(RefusedError: |RemoteError: expected a value)/);
  expect(await seen()).toEqual([]);
});

test("a function cannot travel", async () => {
  expect(
    await run(
      alice,
      `try { $tv("#c").call("wheel", function () {}) } catch (error) { return error.message }`,
    ),
  ).toMatch(/function/);
});

test("a selection of nothing calls the method too, as the page itself would", async () => {
  expect(await outcome('$tv("#none").call("wheel", "size")')).toEqual([0]);
});

test("a page that names no methods lets none be called", async () => {
  const closed = await openNode(browser, site, "Closed");
  expect(await outcome('$.jqluster("Closed")("#c").call("wheel", "speed")')).toMatch(
    /^RefusedError: .*"methods"/,
  );
  expect(await run(closed, "return seen")).toEqual([]);
});

test("allow is asked, with the method that is called as an argument", async () => {
  const strict = await openNode(browser, site, "Draft");
  await run(
    strict,
    `$.jqluster.release(); window.asked = [];
    await $.jqluster.init("Strict", null, { methods: ["wheel"], allow: (request) => {
      asked.push([request.method, request.args]);
      return request.args[1] === "speed";
    } })`,
  );
  expect(await outcome('$.jqluster("Strict")("#c").call("wheel", "speed")')).toEqual([7]);
  expect(await outcome('$.jqluster("Strict")("#c").call("wheel", "turn")')).toMatch(/^RefusedError: /);
  expect(await run(strict, "return [asked, seen]")).toEqual([
    [
      ["call", ["wheel", "speed"]],
      ["call", ["wheel", "turn"]],
    ],
    [["speed", undefined]],
  ]);
});

describe("methods may not name what is no plug-in's", () => {
  let draft: Page;
  beforeAll(async () => {
    draft = await openNode(browser, site, "Draft");
    await run(draft, "$.jqluster.release()");
  });

  test.each(["html", "load", "call", "each", "constructor", "toString", "__proto__", "", 5, null])(
    "%j",
    async (name) => {
      const refused = await run(draft, `return refused(${JSON.stringify([name])})`);
      expect(refused).toBe("methods must be a list of names of methods that are not jQuery's own");
    },
  );
});

test("a date picker of jQuery UI is driven from another page", async () => {
  const script = readFileSync(
    path.join(PACKAGE_ROOT, "node_modules/jquery-ui/dist/jquery-ui.min.js"),
    "utf8",
  );
  const body = '<input id="day" aria-label="day">';
  const office = await startSite({ body, script: `${script}; $("#day").datepicker();` });
  const desk = await openNode(browser, office, "Desk", { methods: ["datepicker"] });
  const phone = await openNode(browser, office, "Phone");
  await run(
    phone,
    `window.$desk = $.jqluster("Desk");
    await $desk("#day").call("datepicker", "option", "dateFormat", "yy-mm-dd");
    await $desk("#day").call("datepicker", "setDate", "2026-11-27")`,
  );
  expect(await desk.inputValue("#day")).toBe("2026-11-27");
  expect(await run(phone, `return await $desk("#day").call("datepicker", "option", "dateFormat")`)).toBe(
    "yy-mm-dd",
  );
  await run(phone, `await $desk("#day").call("datepicker", "show")`);
  await desk.locator("#ui-datepicker-div a", { hasText: /^27$/ }).waitFor();
  await office.close();
});
