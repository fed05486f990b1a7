import type { Browser, Page } from "playwright-core";
import { collectProblems, launchBrowser, newPerson } from "../support/browser";
import { OLDEST_JQUERY } from "../support/jquery-versions";
import { REMOVE_NEWER_FEATURES } from "../support/old-browser";
import { type Site, startSite } from "../support/site";

const BODY = `
  <div id="box" style="width: 120px">box</div><button id="go">go</button><ul><li>one</li><li>two</li></ul>
  <p id="ready"></p><p id="width"></p><p id="texts"></p><p id="refused"></p><p id="event"></p><p id="state"></p>`;

/** Written as pages were then. The address says who the page is, and how it connects. */
const SCRIPT = `
  var words = location.search.slice(1).split("&"), name = words[0], how = words[1];
  var address = how === "plain" ? "ws://" + location.host + "/jqluster" : null;
  function note(id) {
    return function (value) { $("#" + id).text(typeof value === "string" ? value : JSON.stringify(value)); };
  }
  $.jqluster.init(name, address, how === "plain" ? { notify: ["Alice"] } : { notify: ["Alice"], transports: [how] });
  if (name === "Alice") {
    var $bob = $.jqluster("Bob");
    $bob(function ($remote) {
      note("ready")("ready");
      $remote("#box").text("x").addClass("y").append("<b onclick='no()'>bold</b>");
      $remote("#box").width().then(note("width"));
      $remote("li").map(function () { return $remote(this).text(); }).then(note("texts"));
      $remote("#box").append("<img name=attributes src=x onerror=no()>").attr("onclick", "no()");
      $remote("#box").attr("onclick", "no()").promise().then(null, function (error) { note("refused")(error.name); });
      $remote("#go").on("click", function (event) {
        note("event")([event.type, event.pageX > 0, event.target.remote_xpath]);
        $remote(this).text("clicked").fadeOut(10, function () { note("state")($.jqluster.state().transport); });
      });
    });
  }`;

let browser: Browser;
let site: Site;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite({ body: BODY, build: OLDEST_JQUERY, script: SCRIPT });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function openOld(name: string, how: string): Promise<{ page: Page; problems: readonly string[] }> {
  const page = await newPerson(browser);
  const problems = collectProblems(page);
  await page.addInitScript(REMOVE_NEWER_FEATURES);
  await page.goto(`${site.url}?${name}&${how}`);
  return { page, problems };
}

/** Waits for the text, without a script in the page's own world, which may lack what that needs. */
function shows(page: Page, id: string, text: string): Promise<unknown> {
  return page.locator(`#${id}`, { hasText: text }).waitFor({ state: "attached" });
}

test.each([
  ["polling", "polling"],
  ["websocket", "websocket"],
  ["plain", "websocket"],
])("two browsers that have nothing newer than ES5 act on each other, by %s", async (how, transport) => {
  const alice = await openOld("Alice", how);
  const bob = await openOld("Bob", how);
  await shows(alice.page, "ready", "ready");
  await shows(alice.page, "width", "120");
  await shows(alice.page, "texts", '["one","two"]');
  await shows(alice.page, "refused", "RefusedError");
  expect(await bob.page.innerHTML("#box")).toBe('x<b>bold</b><img src="x">');
  expect(await bob.page.getAttribute("#box", "class")).toBe("y");
  await bob.page.click("#go");
  await shows(alice.page, "event", '["click",true,"//html[1]/body[1]/button[@id=\'go\']"]');
  await shows(alice.page, "state", transport);
  await shows(bob.page, "go", "clicked");
  expect(bob.problems.filter((problem) => !/Failed to load resource/.test(problem))).toEqual([]);
  expect(alice.problems).toEqual([expect.stringContaining("RefusedError")]);
  await Promise.all([alice.page.context().close(), bob.page.context().close()]);
});
