import { createService, type Service } from "../../src/service/service";
import { type Engine, type EnginePage, launchEngine, waitFor } from "../support/engines";

/** What each of the playground's snippets gives, and on which page it is seen. */
const SNIPPETS: readonly (readonly [title: string, frame: string, seen: string])[] = [
  ["Change", "bob", `$("#box").text() === "Hello, Bob"`],
  ["Effects", "alice", `$("#box").text() === "Bob’s box is back"`],
  ["Every element", "carol", `$("li").eq(2).text() === "Entry 3"`],
];

describe("the demos in the WebKit of 2016", () => {
  let service: Service;
  let url: string;
  let engine: Engine;
  let page: EnginePage;
  let rooms = 0;

  beforeAll(async () => {
    service = createService({ port: 0 });
    [{ url }, engine] = await Promise.all([service.listen(), launchEngine("qtwebkit")]);
  });
  beforeEach(async () => {
    rooms += 1;
    page = await engine.open();
  });
  afterEach(() => page.close());
  afterAll(async () => {
    await engine.close();
    await service.close();
  });

  async function visit(where: string): Promise<void> {
    await page.goto(new URL(`${where}?room=OLD${rooms}`, url).href);
    await waitFor(page, `$(".connection").attr("data-state") === "connected"`);
    // All that the demos need for what they are, it has.
    expect(await page.run(`return $(".cannot").length`)).toBe(0);
  }

  test("it lacks what the demos find another way for", async () => {
    await visit("/chat");
    const lacking = ["window.PointerEvent", "window.fetch", "navigator.clipboard", "Object.hasOwn"];
    lacking.push('document.createElement("dialog").showModal', "document.body.requestFullscreen");
    expect(await page.run(`return [${lacking}].map(function (one) { return typeof one; })`)).toEqual(
      lacking.map(() => "undefined"),
    );
  });

  test("the playground runs snippets", async () => {
    await visit("/playground");
    for (const name of ["alice", "bob", "carol"]) {
      await waitFor(
        page,
        `$("#${name}")[0].contentWindow.$ && $("#${name}")[0].contentWindow.$.jqluster.state().connected`,
      );
    }
    for (const [title, frame, seen] of SNIPPETS) {
      await page.run(
        `$("#snippets button").filter(function () { return $(this).text() === "${title}"; }).trigger("click")`,
      );
      await page.click("#run");
      await waitFor(page, `(function ($) { return ${seen}; })($("#${frame}")[0].contentWindow.$)`);
      expect(await page.run(`return $("#output .error").text()`)).toBe("");
    }
    await page.run(`$("#snippet").val('show(await $bob("#box").text())')`);
    await page.click("#run");
    await waitFor(page, `$("#output").text() === "Hello, Bob"`);
    await page.click("#share");
    await waitFor(
      page,
      `/address of this page now has the snippet|link is copied/.test($(".notice.shown").text())`,
    );
  });

  test("a mouse draws", async () => {
    await visit("/draw");
    await page.click("#paper");
    await waitFor(page, `$("#count").text() === "1 line"`);
  });

  test("the way to the code leads to the script itself", async () => {
    await visit("/chat");
    await page.click(".bar-end .button:last-child");
    await waitFor(page, `location.pathname === "/demos/chat/chat.js"`);
  });

  test.each([
    ["draw", "so lines do not show here"],
    ["game", "it shows the players and the scores"],
  ])("where it has no canvas either, /%s says so", async (name, sentence) => {
    await visit(`/${name}`);
    await page.run(`HTMLCanvasElement.prototype.getContext = function () { return null; };
      var script = document.createElement("script");
      script.src = "/demos/${name}/${{ draw: "paper", game: "field" }[name]}.js";
      script.onload = function () { demo.paper ? demo.paper($("#paper")[0]) : demo.field($("#tiles")[0], $("#players")[0], demo.rules.newGame()); };
      document.body.appendChild(script);`);
    await waitFor(page, `$(".cannot").text().indexOf("${sentence}") > 0 && $(".cannot").is(":visible")`);
  });
});
