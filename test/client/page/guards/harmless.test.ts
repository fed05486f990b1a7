import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../support/browser";
import { openPage } from "../page";

const BODY = `<!doctype html><body><div id="box"></div><form id="form"><input><img></form><a id="safe" rel="noopener noreferrer">a</a>
<iframe id="frame" sandbox></iframe><style id="style">a {}</style></body>`;
const RUN = `
  window.run = function (code) {
    try {
      return chains.evaluateChain(chains.readChain(code), { jQuery: jQuery, window: window });
    } catch (error) {
      return error.name + ": " + error.message;
    }
  };`;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await openPage(browser, "3.7", BODY);
  await page.addScriptTag({ content: RUN });
});
afterAll(() => browser.close());

const run = (code: string) => page.evaluate<unknown>(`run(${JSON.stringify(code)})`);
const quoted = (value: unknown) => JSON.stringify(value);

test("every property of styles takes its initial value, by call and in markup", async () => {
  const problems = await page.evaluate<string[]>(`(function () {
    var initial = getComputedStyle(document.getElementById("box")), names = [].slice.call(initial), problems = [];
    // Those that stand for several, and those that have a second name, are members of styles, but not on the list.
    for (var member in initial) {
      var dashed = member.replace(/^webkit/, "Webkit").replace(/[A-Z]/g, function (letter) { return "-" + letter.toLowerCase(); });
      if (names.indexOf(dashed) < 0 && CSS.supports(dashed, "initial")) names.push(dashed);
    }
    names.forEach(function (name) {
      var value = initial.getPropertyValue(name) || "initial", json = JSON.stringify(value);
      var camel = name.replace(/-([a-z])/g, function (_, letter) { return letter.toUpperCase(); });
      var pair = JSON.stringify(name) + ":" + json;
      var results = [
        run('$("#box").css("' + name + '",' + json + ').length'),
        run('$("#box").css({' + pair + '}).length'),
        run('$("#box").css("' + camel + '",' + json + ').length')
      ];
      if (results.join() !== "1,1,1") problems.push(name + " by call: " + results);
      var style = name + ": " + value + "; height: 5px";
      var markup = '<p style="' + style.replace(/&/g, "&amp;").replace(/"/g, "&quot;") + '">';
      if (run("$(" + JSON.stringify(markup) + ').attr("style")') !== style) problems.push(name + " in markup");
    });
    var wanted = ["background", "border-radius", "font", "overscroll-behavior", "scroll-behavior", "-webkit-mask"];
    return problems.concat(wanted.filter(function (name) { return names.indexOf(name) < 0; }));
  })()`);
  expect(problems).toEqual([]);
});

test.each([
  ["alt", "JavaScript: The Good Parts"],
  ["title", "data: 5"],
  ["once", 1],
  ["only", "VBScript: no"],
  ["data-source", "javascript:void"],
  ["aria-label", "Data: 5"],
  ["placeholder", "location=javascript:x"],
  ["href", "/a?next=javascript:x,data:y"],
  ["style", 'content: "behavior: a; b"; background: url(data:image/png;base64,AA==)'],
  ["style", "scroll-behavior: smooth; --link: red; --behavior: none"],
])("attr(%j, %j) is a text, also in markup", async (name, value) => {
  const markup = `<a ${name}="${String(value).replace(/"/g, "&quot;")}">`;
  expect(await run(`$("#box").attr(${quoted(name)},${quoted(value)}).attr(${quoted(name)})`)).toBe(
    `${value}`,
  );
  expect(await run(`$(${quoted(markup)}).attr(${quoted(name)})`)).toBe(`${value}`);
  await run(`$("#box").removeAttr(${quoted(name)})`);
});

test("a property that runs script does not lose those beside it, and is named", async () => {
  expect(await run('$("#box").css({ behavior: "url(x)", height: 7, overscrollBehavior: "none" })')).toMatch(
    /RefusalError.*css\("behavior"\)/,
  );
  expect(await run('$("#box").attr("style")')).toBe("height: 7px; overscroll-behavior: none;");
  for (const harmful of [
    "behavior: url(x)",
    "-moz-binding: url(x)",
    "be\\68 avior: url(x)",
    "/* ; */ behavior: url(x)",
    'a: ";behavior: url(x)',
    "width: expression(hit())",
    "width: exp/**/ression(hit())",
    "width: \\65xpression(hit())",
    "background: url( 'java\\73 cript:hit()')",
    "background: url(javascript:hit())",
    "-o-link: 'javascript:hit()'",
  ]) {
    const style = `color: red;${harmful}\n; height: 5px`;
    expect([harmful, await run(`$("#box").attr("style",${quoted(style)})`)]).toEqual([
      harmful,
      expect.stringContaining("RefusalError"),
    ]);
    const markup = `<p style="${style.replace(/"/g, "&quot;")}">`;
    const kept = await run(`$(${quoted(markup)}).attr("style")`);
    expect([harmful, kept]).toEqual([harmful, expect.stringMatching(/^color: red;[\s\S]*height: 5px$/)]);
    expect(kept).not.toMatch(/behavior: url|binding|ression|script/);
  }
});

test.each([
  ['$("#frame").removeAttr("sandbox")', "IFRAME"],
  ['$("#frame").attr("src", "/uploads/1.html")', "IFRAME"],
  ['$("#frame").attr("allow", "camera")', "IFRAME"],
  ['$("#style").text("* { color: red }")', "STYLE"],
  ['$("#style").append("* { color: red }")', "STYLE"],
  ['$("#style").contents().before("* { color: red }")', "STYLE"],
  ['$("meta,title").add("head").attr({ content: "0;url=/", "http-equiv": "refresh" }).length', ""],
  ['$("#safe").removeAttr("title rel")', 'removeAttr("rel")'],
  ['$("#safe").attr("rel", "noopener")', 'attr("rel")'],
  ['$("#safe").attr("rel", "noopener xnoreferrer")', 'attr("rel")'],
  ['$("#safe").attr("rel", null)', 'attr("rel")'],
  ['$("#safe").prop("rel", "")', 'prop("rel")'],
  ['$("#safe").attr("rel", "noopener noreferrer opener")', 'attr("rel")'],
  ['$("#safe").prop("cloneNode", "x")', "would hide a method"],
  ['$("#box").animate({ "append-child": 1 })', "would hide a method"],
  ['$("#box").css("setProperty", "x")', "would hide a method"],
  ['$("#form img").attr("name", "currentScript")', 'attr("name")'],
  ['$("#form input").prop("id", "submit")', 'prop("id")'],
])("%s is refused where it takes a protection away: %s", async (code, named) => {
  expect(await run(code)).toEqual(named ? expect.stringContaining(named) : expect.any(Number));
});

test("no markup hides a member of document, nor one of a form that attr() cannot set", async () => {
  const hidden = await page.evaluate<string[]>(`(function () {
    var form = document.createElement("form"), hidden = [], names = {}, name;
    for (name in document) names[name] = true;
    for (name in names) {
      run("$('body').append(" + JSON.stringify("<div class=made><img name='" + name + "' id='" + name + "'><form name='" + name + "'></form></div>") + ")");
      var own = Object.getOwnPropertyDescriptor(document, name);
      if (own && own.value && jQuery(".made *").index(own.value) >= 0) hidden.push("document." + name);
      jQuery(".made").remove();
    }
    for (name in form) {
      run("$('body').append(" + JSON.stringify("<form class=made><input name='" + name + "'><button id='" + name + "'>b</button></form>") + ")");
      var made = jQuery(".made")[0];
      if (Object.getOwnPropertyDescriptor(made, name)) hidden.push(name);
      jQuery("body").children("form").remove();
    }
    return hidden;
  })()`);
  expect(hidden.sort()).toEqual(["action", "id", "lang", "method", "name", "target", "title"]);
});

test("markup that begins with < builds, made harmless, where it was written", async () => {
  const made = '$("<li onclick=\'hit()\'>4</li><script>hit()</script> tail").appendTo("#box").length';
  expect(await run(made)).toBe(1);
  expect(await run('$("#box").html()')).toBe("<li>4</li>");
  expect(await run('$("<p>").parent().length')).toBe(0);
  expect(await run('$($("#box").html())')).toMatch(/selectors, not HTML/);
});

test.each(["constructor", "toString", "valueOf", "hasOwnProperty"])(
  "an element <%s> is built like any other, though all objects have a member of that name",
  async (tag) => {
    const markup = quoted(`<${tag}>1</${tag}>`);
    expect(await run(`$(${markup}).text()`)).toBe("1");
    await run(`$("#box").html(${markup})`);
    expect(await run('$("#box").html()')).toBe(`<${tag.toLowerCase()}>1</${tag.toLowerCase()}>`);
  },
);
