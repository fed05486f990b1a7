import { ADDRESS_VECTORS, MARKUP_VECTORS } from "../../client/page/guards/vectors";
import { ask, type EnginePage, waitFor } from "../../support/engines";
import { type Behaviour, type BehaviourGroup, type Scene, seen, settled } from "./scene";

const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'";

/** A page script that makes the page a node; the address says which. */
const OWN_SCRIPT = `$.jqluster.on("error", function (error) { document.title = error.message; });
  $.jqluster.init(decodeURIComponent(location.search.slice(1)));`;

/** Everything works under a policy, which the page's own script has to keep to as well. */
function keepsPolicy(what: string, policy: string): Behaviour {
  return {
    what,
    async check(scene) {
      const site = await scene.startSite({
        headers: { "Content-Security-Policy": policy },
        script: OWN_SCRIPT,
      });
      const [alice, bob] = await scene.pages(2);
      if (alice === undefined || bob === undefined) throw new Error("no pages");
      for (const [page, name] of [
        [alice, "Alice"],
        [bob, "Bob"],
      ] as const) {
        await page.goto(`${site.url}?${name}`);
        await waitFor(page, "$.jqluster.state().connected");
      }
      await alice.run(`window.seen = []; window.$bob = $.jqluster("Bob");
        $bob("#list").append("<li>four</li>").find("li").first().html("<b>bold</b>").css("color", "rgb(255, 0, 0)");
        $bob("#go").on("click", function () { seen.push("click"); })`);
      await settled(alice);
      await bob.click("#go");
      await seen(alice, 1);
      expect(await bob.run(`return [$("#list").html(), document.title]`)).toEqual([
        expect.stringContaining("<b>bold</b>"),
        "page",
      ]);
      expect(await bob.run(`return $("#list li").length`)).toBe(4);
    },
  };
}

/** Says each of the vectors to Bob's page, of which none may run. */
function stays(what: string, vectors: readonly string[], say: string): Behaviour {
  return {
    what,
    async check(scene: Scene) {
      const { alice, bob } = await scene.pair();
      await bob.run("window.hits = 0; window.hit = function () { hits += 1; }");
      await alice.run(`$.jqluster.on("error", $.noop);
        $.each(${JSON.stringify(vectors)}, function (index, vector) { ${say} })`);
      await settled(alice);
      await clickEverything(bob);
      expect(await bob.run("return hits")).toBe(0);
      // The same, said by the page itself, runs: the vectors are live in this engine.
      await bob.run(`$("#outer").append("<img src=x onerror=hit()>")`);
      await waitFor(bob, "hits > 0");
    },
  };
}

/** Clicks what can be clicked, and waits until what was to load has failed to. */
async function clickEverything(bob: EnginePage): Promise<void> {
  await bob.run(`addEventListener("submit", function (event) {
    // The page must not leave; an address that would run script counts without being followed.
    var sent = [event.target].concat($.makeArray(event.target.querySelectorAll("[formaction]")));
    $.each(sent, function () {
      var address = Element.prototype.getAttribute.call(this, this === event.target ? "action" : "formaction");
      if (/^\\W*javascript/i.test(address)) hit();
    });
    event.preventDefault();
  }, true);
  $("#outer").find("*").each(function () {
    var event = document.createEvent("MouseEvents");
    event.initEvent("click", true, true);
    this.dispatchEvent(event);
  });
  var late = new Image();
  late.onerror = function () { window.isLate = true; };
  late.src = "/late.png";`);
  await waitFor(bob, "window.isLate");
}

function refuses(what: string, expression: string): Behaviour {
  return {
    what,
    async check(scene) {
      const { alice } = await scene.pair();
      expect(await ask(alice, expression)).toMatch(/^RefusedError/);
    },
  };
}

export const guarding: BehaviourGroup = {
  title: "Guarding",
  behaviours: [
    keepsPolicy("works under a strict Content-Security-Policy", POLICY),
    {
      ...keepsPolicy(
        "works where Trusted Types are required",
        `${POLICY}; require-trusted-types-for 'script'; trusted-types jqluster`,
      ),
      needs: "window.trustedTypes",
      lacking: ["qtwebkit"],
    },
    stays(
      "runs nothing that markup brings by html()",
      MARKUP_VECTORS,
      `$bob("#outer").append("<p>").children().last().html(vector)`,
    ),
    stays("runs nothing that markup brings by append()", MARKUP_VECTORS, `$bob("#outer").append(vector)`),
    stays("runs nothing that markup brings by wrap()", MARKUP_VECTORS, `$bob("#box").wrap(vector)`),
    stays(
      "runs nothing that addresses bring",
      ADDRESS_VECTORS,
      `$bob("#outer").append("<a>x</a>").children().last().attr("href", vector).prop("href", vector)`,
    ),
    stays(
      "runs nothing that handlers as attributes bring",
      ["onclick", "ONCLICK", "onmouseover", "onfocus"],
      `$bob("#box").attr(vector, "hit()").prop(vector, "hit()")`,
    ),
    refuses("refuses handlers as attributes", `$bob("#box").attr("onclick", "hit()").promise()`),
    refuses("refuses markup in the place of a selector", `$bob("ul").find("<b>").text()`),
    refuses("refuses to read cookies", `$bob(document).prop("cookie")`),
    refuses("refuses to move scripts", `$bob("body").append($bob("script")).promise()`),
    refuses(
      "refuses methods that load anything",
      `$bob("#box").text("x").animate({ innerHTML: "<img>" }).promise()`,
    ),
    {
      what: "lets a page decide what others may do",
      async check(scene) {
        const { alice, bob } = await scene.pair({
          bob: `{ transports: ["websocket"], allow: function (request) {
            return $.grep(request.calls, function (call) { return call.method === "html"; }).length === 0;
          } }`,
        });
        expect(await ask(alice, `$bob("#box").text()`)).toBe("box");
        expect(await ask(alice, `$bob("#box").html("x").text()`)).toMatch(/^RefusedError/);
        expect(await bob.run(`return $("#box").text()`)).toBe("box");
      },
    },
  ],
};
