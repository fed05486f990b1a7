import type { Browser, Page } from "playwright-core";
import { collectProblems, launchBrowser, newPerson } from "../support/browser";
import { JQUERY_BUILDS } from "../support/jquery-versions";
import { type Site, startSite } from "../support/site";

const BODY = `<ul><li>one</li><li>two</li></ul><button id="go">go</button><input id="field"><output id="log"></output>`;

// A page's own script, since under such a policy nothing else may run.
const SCRIPT = `
  var me = location.search.slice(1);
  function log(text) { $("#log").append(document.createTextNode(text + ";")); }
  $.jqluster.on("error", function (error) { log("error " + error.message); });
  $.jqluster.init(me, null, { notify: ["Alice"] }).then(function () { log("registered"); });
  if (me === "Alice") {
    var $bob = $.jqluster("Bob");
    $bob(function ($page) {
      log("ready");
      $page("li").first().css("color", "rgb(255, 0, 0)").text("changed").end().last().html("<b>bold</b>");
      $page("#go").on("click", function (event) {
        $page(this).text("clicked").prop("disabled", true);
        $page("#field").val("typed").trigger("change");
        $page("ul").append("<li>three</li>").children().last().fadeTo(10, 0.5, function () {
          $page("li").map(function () { return $page(this).text(); }).then(function (texts) { log(texts.join()); });
        });
      });
      $page("ul").children("li").length.then(function (count) { log("count " + count); });
    });
  }`;

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function open(site: Site, node: string): Promise<{ page: Page; problems: readonly string[] }> {
  const page = await newPerson(browser);
  const problems = collectProblems(page);
  await page.goto(`${site.url}?${node}`);
  return { page, problems };
}

const TRUSTED_TYPES = `${POLICY}; require-trusted-types-for 'script'; trusted-types jqluster`;

const CASES = [
  ...JQUERY_BUILDS.filter((build) => !build.slim).map((build) => ({ build, policy: POLICY })),
  // Older versions of jQuery do not work themselves where Trusted Types are required.
  ...JQUERY_BUILDS.filter((build) => build.name === "jQuery 4.0.0").map((build) => ({
    build,
    policy: TRUSTED_TYPES,
  })),
];

/** jQuery 1.12 tries inline handlers as it loads, to see what the browser can: the console tells, and nothing is lost. */
function isJQuerysOwn(problem: string, buildName: string): boolean {
  return buildName.startsWith("jQuery 1.") && problem.includes("inline event handler");
}

test.each(CASES)("everything works under $build.name with $policy", async ({ build, policy }) => {
  const site = await startSite({
    body: BODY,
    build,
    script: SCRIPT,
    headers: { "Content-Security-Policy": policy },
  });
  const alice = await open(site, "Alice");
  const bob = await open(site, "Bob");
  await alice.page.locator("#log", { hasText: "count 2" }).waitFor({ state: "attached" });
  await bob.page.click("#go");
  await alice.page.locator("#log", { hasText: "changed,bold,three" }).waitFor({ state: "attached" });
  expect(await bob.page.innerHTML("ul")).toContain("<b>bold</b>");
  expect(await bob.page.inputValue("#field")).toBe("typed");
  expect(await alice.page.textContent("#log")).not.toContain("error");
  const problems = [...alice.problems, ...bob.problems];
  expect(problems.filter((problem) => !isJQuerysOwn(problem, build.name))).toEqual([]);
  await Promise.all([alice.page.context().close(), bob.page.context().close()]);
  await site.close();
});
