import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../support/browser";
import { type BuildName, JQUERY_BUILDS, openPage, pageScripts } from "./page";

const HTML = `<!doctype html><body><ul><li>1</li><li>2</li></ul><p id="box">x</p></body>`;

const SETUP = `
  var context = {
    jQuery: jQuery, window: window,
    xpath: function (path, within) { return jQuery(document.evaluate(path, within[0], null, 9, null).singleNodeValue); },
    readiness: function (readiness) { return JSON.stringify(readiness); }
  };
  function evaluate(code) { return chains.evaluateChain(chains.readChain(code), context); }
  function listen(code, step, fire) {
    return new Promise(function (done, fail) {
      try {
        chains.applyStep(evaluate(code), step, context, function (event) {
          done([this.id || this.localName, event && event.type || null]);
        });
        if (fire) jQuery(fire[0]).trigger(fire[1]);
      } catch (error) { fail(error.message); }
    });
  }`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each(Object.keys(JQUERY_BUILDS) as BuildName[])("applyStep under jQuery %s", (build) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(browser, build, HTML);
    await page.addScriptTag({ content: SETUP });
  });
  afterAll(async () => {
    await page.close();
  });
  const listen = (...args: unknown[]) =>
    page.evaluate(`listen(${args.map((arg) => JSON.stringify(arg)).join(",")})`);

  test.each([
    ["on", ["click"], "click"],
    ["on", ["click.space", "li", { data: 1 }], "click"],
    ["one", ["custom"], "custom"],
    ["bind", ["click"], "click"],
    ["delegate", ["li", "click"], "click"],
    ["click", [], "click"],
    ["error", [], "error"],
    ["unload", [{ data: 1 }], "unload"],
    ["hover", [], "mouseenter"],
  ])("%s%j calls the handler", async (method, args, event) => {
    const [element] = args.includes("li") ? ["li"] : ["ul"];
    // hover listens to what mouseover becomes.
    const fired = method === "hover" ? "mouseover" : event;
    const result = (await listen('$("ul")', { method, args }, [element, fired])) as [string, string];
    expect(result).toEqual([element, event]);
    await page.evaluate('jQuery("ul").off()');
  });

  test.each([
    ["show", [1]],
    ["hide", [{ duration: 1 }]],
    ["toggle", []],
  ])("%s%j calls back when it is done", async (method, args) => {
    expect(await listen('$("#box")', { method, args })).toEqual(["box", null]);
  });

  const effects = [
    ["animate", [{ opacity: 1 }]],
    ["animate", [{ opacity: 1 }, { duration: 1 }]],
    ["fadeTo", [1, 0.5]],
    ["slideUp", [1, "linear"]],
  ] as const;
  test.each(effects)("%s%j calls back where the build has effects", async (method, args) => {
    const result = listen('$("#box")', { method, args });
    if (build.includes("slim")) await expect(result).rejects.toThrow(`has no method ${method}()`);
    else expect(await result).toEqual(["box", null]);
  });

  test.each([
    ["on", ["click", "<img src=x onerror=hit()>:first"], "selectors, not HTML"],
    ["on", [{ click: "x" }], "one handler"],
    ["text", ["x"], "takes no handler"],
    ["find", ["li"], "takes no handler"],
    ["ready", [], "ready()"],
  ])("%s%j is refused", async (method, args, reason) => {
    await expect(listen('$("ul")', { method, args })).rejects.toThrow(reason);
  });

  test("each visits all elements", async () => {
    expect(
      await page.evaluate(`(function () {
      var seen = [];
      chains.applyStep(evaluate('$("li")'), { method: "each", args: [] }, context, function (i) { seen.push(i + this.textContent); });
      return seen;
    })()`),
    ).toEqual(["01", "12"]);
  });

  test("xpath and readiness are the context's own", async () => {
    expect(await page.evaluate(`evaluate('$(document).xpath("//li[2]").text()')`)).toBe("2");
    const code = '$(document).data("jqluster-readiness-callback-managers")["A"]._isNotifying("B")';
    expect(await page.evaluate(`evaluate(${JSON.stringify(code)})`)).toBe(
      '{"owner":"A","call":"_isNotifying","argument":"B"}',
    );
  });

  test("a page's own sanitizer decides over markup", async () => {
    expect(
      await page.evaluate(`(function () {
        var own = { jQuery: jQuery, window: window, sanitize: function (markup) { return "<i>" + markup.length + "</i>"; } };
        return chains.evaluateChain(chains.readChain('$("#box").html("<b>x</b>").html()'), own);
      })()`),
    ).toBe("<i>8</i>");
  });
});

test("markup goes in where Trusted Types are required and only our policy is allowed", async () => {
  const policy = "require-trusted-types-for 'script'; trusted-types jqluster";
  const scripts = [...pageScripts("4.0"), SETUP].map(
    (text) => `<script>${text.replace(/<\/script/g, "<\\/script")}</script>`,
  );
  const page = await browser.newPage();
  const probe = `<script>(function () {
    var refused = false;
    try { document.getElementById("box").innerHTML = "<u>"; } catch (e) { refused = true; }
    var code = '$("#box").html("<b>x</b>").append("y","<i>").wrap("<div>").html()';
    document.title = JSON.stringify([refused, evaluate(code)]);
  })()</script>`;
  await page.setContent(
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">${HTML}${scripts.join("")}${probe}`,
  );
  // Within the HTML too, since the policy forbids to evaluate a text.
  const outcome = await page.evaluate(() => document.title);
  await page.close();
  expect(JSON.parse(outcome)).toEqual([true, "<b>x</b>y<i></i>"]);
});
