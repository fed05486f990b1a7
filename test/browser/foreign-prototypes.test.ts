import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { JQUERY_BUILDS, type JQueryBuild } from "../support/jquery-versions";
import { run, type Site, startSite } from "../support/site";

/** What old versions of Prototype give to every page: members that loops find, of which `reduce` has another meaning. */
const PROTOTYPE = `
  Object.toJSON = function (value) { return JSON.stringify(value); };
  Array.prototype.toJSON = function () { return "[" + Array.prototype.map.call(this, Object.toJSON).join(", ") + "]"; };
  String.prototype.toJSON = function () { return JSON.stringify(this.valueOf()); };
  Number.prototype.toJSON = function () { return String(this); };
  Date.prototype.toJSON = function () { return '"' + this.toISOString() + '"'; };
  Array.prototype.reduce = function () { return this.length > 1 ? this : this[0]; };
  Array.prototype.each = Array.prototype.forEach;`;
const OF_ALL_OBJECTS = `Object.prototype.toJSON = function () { return "an object"; };`;
const HIDDEN = `Object.defineProperty(Object.prototype, "toJSON", { value: function () { return "hidden"; } });`;

/** Values of every kind go either way. What it gives is a text: Playwright itself asks results for their `toJSON`. */
const PROGRAM = `
  const $bob = $.jqluster("Bob"), seen = [];
  await $bob("p").text("a").css({ color: "red", width: 5 }).promise();
  await $bob("p").data("list", [1, [2, { when: new Date(0) }], "x"]).promise();
  await $bob("ul").append("<li>3</li>", ["<li>4</li>", "<li>5</li>"]).promise();
  const heard = new Promise((resolve) => {
    $bob("button").on({ click: $.jqluster.handler({ preventDefault: true }, (event, ...more) => resolve([event.type, more])) });
  });
  await $bob("button").trigger("click", [[1, { a: [2] }], "y"]).promise();
  const [type, [list, text]] = await heard;
  seen.push(type, list[0], list[1].a[0], text);
  const data = await $bob("p").data("list");
  seen.push(data.length, data[1][1].when, (await $bob("p").css(["color", "width"])).width);
  seen.push((await $bob("li").map(function () { return $bob(this).text(); })).join("+"));
  const [pointer] = await $bob("li").get();
  seen.push(await $bob(pointer).text());
  return seen.join(" ");`;
const SEEN = "click 1 2 y 3 1970-01-01T00:00:00.000Z 5px 1+2+3+4+5 1";

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await launchBrowser();
  // Of the versions of jQuery, this one works on pages whose objects all have one more member.
  const build = JQUERY_BUILDS.find(({ name, slim }) => name.startsWith("jQuery 3") && !slim) as JQueryBuild;
  site = await startSite({ body: "<p></p><ul><li>1</li><li>2</li></ul><button>go</button>", build });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(name: string, library: string, carrier: string): Promise<Page> {
  const page = await newPerson(browser);
  await page.addInitScript(library);
  await page.goto(site.url);
  const given =
    carrier === "ws"
      ? `"${site.url.replace("http", "ws")}jqluster"`
      : `null, { transports: ["${carrier}"], auth: { list: [1] }, notify: [] }`;
  await run(page, `await $.jqluster.init("${name}", ${given})`);
  return page;
}

/** What the two pages say to each other, each for itself, without IDs and times, which differ. */
async function messagesWith(library: string, carrier: string): Promise<readonly string[]> {
  const before = site.sent.length;
  const [alice] = await Promise.all(["Alice", "Bob"].map((name) => open(name, library, carrier)));
  expect(await run(alice as Page, PROGRAM)).toBe(SEEN);
  const sent = site.sent.slice(before);
  const texts = ["Alice", "Bob"].map((name) => JSON.stringify(sent.filter(({ from }) => from === name)));
  return texts.map((text) => text.replace(/[a-z\d]{16}/g, "page").replace(/\b\d{13}\b/g, "time"));
}

describe.each(["polling", "ws"])("over %s, a page says the same as without", (carrier) => {
  test.each([
    ["old Prototype", PROTOTYPE],
    ["a toJSON of all objects", OF_ALL_OBJECTS],
    ["a toJSON of all objects that no loop finds", HIDDEN],
  ])("%s", async (_what, library) => {
    const without = await messagesWith("", carrier);
    await Promise.all(browser.contexts().map((context) => context.close()));
    expect(await messagesWith(library, carrier)).toEqual(without);
  });
});
