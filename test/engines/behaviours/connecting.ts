import { ask, type EnginePage, waitFor } from "../../support/engines";
import { type Behaviour, type BehaviourGroup, becomeNode, seen, settled } from "./scene";

const POLLING = `{ transports: ["polling"] }`;
const WEBSOCKET = `{ transports: ["websocket"] }`;

/** Pages connect so, and then get and change something. */
function connects(what: string, alice: string, bob: string, transports: readonly string[]): Behaviour {
  return {
    what,
    async check(scene) {
      const pair = await scene.pair({ alice, bob });
      for (const [index, page] of [pair.alice, pair.bob].entries()) {
        await waitFor(page, `$.jqluster.state().transport === "${transports[index]}"`);
      }
      expect(await ask(pair.alice, `$bob("#box").text("changed").text()`)).toBe("changed");
      expect(await pair.bob.run(`return $("#box").text()`)).toBe("changed");
    },
  };
}

/** A long text goes to the other page and comes back. */
function carriesLongTexts(what: string, options: string): Behaviour {
  return {
    what,
    async check(scene) {
      const { alice } = await scene.pair({ alice: options, bob: options });
      await alice.run(`window.long = new Array(20001).join("long €😀 ");`);
      const isSame = `$bob("#box").text(long).text().then(function (text) { return text === long; })`;
      expect(await ask(alice, isSame)).toBe(true);
    },
  };
}

/** The server is gone for a while; both pages come back, and what listened does so again. */
function comesBack(what: string, options: string): Behaviour {
  return {
    what,
    async check(scene) {
      const { alice, bob, site } = await scene.pair({ alice: options, bob: options, site: {} });
      await alice.run(`$bob("#go").on("click", function () { seen.push("click"); });
        $.jqluster.on("disconnect", function () { window.wasAway = true; });`);
      await settled(alice);
      await site.stop();
      await waitFor(alice, "window.wasAway");
      await site.start();
      await waitFor(alice, "$.jqluster.state().connected");
      await waitFor(bob, "$.jqluster.state().connected && $.jqluster.counts().listeners === 1");
      await bob.click("#go");
      expect(await seen(alice, 1)).toEqual(["click"]);
    },
  };
}

/** Says what pages Bob has, until it is so many. */
const pagesAre = (alice: EnginePage, count: number) => waitFor(alice, `window.pages === ${count}`);

export const connecting: BehaviourGroup = {
  title: "Connecting",
  behaviours: [
    connects("connects by WebSocket", WEBSOCKET, WEBSOCKET, ["websocket", "websocket"]),
    connects("connects by long-polling", POLLING, POLLING, ["polling", "polling"]),
    connects("begins by long-polling and goes over to WebSocket", "{}", "{}", ["websocket", "websocket"]),
    connects("acts by long-polling on a page with WebSocket", POLLING, WEBSOCKET, ["polling", "websocket"]),
    {
      what: "connects by plain WebSocket, as the original did",
      async check(scene) {
        const { bob, site, names } = await scene.pair();
        const [alice] = await scene.pages(1);
        if (alice === undefined) throw new Error("no page");
        await alice.goto(site.url);
        await alice.run(`$.jqluster.init("plain", "ws://" + location.host + "/jqluster")`);
        await waitFor(alice, `$.jqluster.state().transport === "websocket"`);
        expect(await ask(alice, `$.jqluster("${names.bob}")("#box").text("plain").text()`)).toBe("plain");
        expect(await bob.run(`return $("#box").text()`)).toBe("plain");
      },
    },
    {
      what: "acts on its own page without a server",
      async check(scene) {
        const site = await scene.startSite({});
        const [page] = await scene.pages(1);
        if (page === undefined) throw new Error("no page");
        await page.goto(site.url);
        await page.run(`$.jqluster.init("Alice", "loopback")`);
        expect(await ask(page, `$.jqluster("Bob")("#box").text("here").text()`)).toBe("here");
      },
    },
    {
      what: "tells that nobody is there",
      async check(scene) {
        const { alice } = await scene.pair();
        expect(await ask(alice, `$.jqluster("Nobody")("#box").text()`)).toMatch(/^NoSuchNodeError/);
      },
    },
    {
      what: "tells that the other page cannot do it",
      async check(scene) {
        const { alice } = await scene.pair();
        expect(await ask(alice, `$bob("li[").text()`)).toMatch(/^RemoteError/);
      },
    },
    {
      what: "reaches all pages of a node, and one of them",
      async check(scene) {
        const { alice, bob, site, names } = await scene.pair();
        const [second] = await scene.pages(1);
        if (second === undefined) throw new Error("no page");
        await becomeNode(second, site, names.bob);
        await alice.run(`$bob("#box").text("all")`);
        for (const page of [bob, second]) await waitFor(page, `$("#box").text() === "all"`);
        const pageId = await second.run("return $.jqluster.state().pageId");
        await ask(alice, `$bob.page("${pageId}")("#box").text("one").promise()`);
        expect([
          await bob.run(`return $("#box").text()`),
          await second.run(`return $("#box").text()`),
        ]).toEqual(["all", "one"]);
        expect(
          await ask(
            alice,
            `$bob.all(function ($page) { return $page("#box").text(); }).then(function (all) {
            return $.map(all, function (answer) { return answer.value; }).sort();
          })`,
          ),
        ).toEqual(["all", "one"]);
      },
    },
    {
      what: "is told which pages there are, as they come and go",
      async check(scene) {
        const { alice, site, names } = await scene.pair();
        await alice.run(`$bob.watchPages(function (pages) { window.pages = pages.length; })`);
        await pagesAre(alice, 1);
        const [second] = await scene.pages(1);
        if (second === undefined) throw new Error("no page");
        await becomeNode(second, site, names.bob);
        await pagesAre(alice, 2);
        await second.run("$.jqluster.release()");
        await pagesAre(alice, 1);
      },
    },
    {
      what: "keeps a thousand statements in their order",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await bob.run(`window.got = []; $("#go").on("count", function (event, n) { got.push(n); })`);
        await alice.run(`for (var n = 0; n < 1000; n++) $bob("#go").trigger("count", [n])`);
        await waitFor(bob, "got.length === 1000");
        expect(await bob.run("return $.grep(got, function (n, i) { return n !== i; })")).toEqual([]);
      },
    },
    {
      what: "carries every sign there is",
      async check(scene) {
        const { alice } = await scene.pair();
        await alice.run(`window.signs = "";
          for (var code = 0; code < 65536; code += code < 12288 ? 1 : 97)
            if (code < 55296 || code > 57343) signs += String.fromCharCode(code);
          signs += "\\uD83D\\uDE00";`);
        const isSame = `$bob("#box").data("kept", signs).data("kept").then(function (kept) { return kept === signs; })`;
        expect(await ask(alice, isSame)).toBe(true);
      },
    },
    carriesLongTexts("carries long texts by WebSocket", WEBSOCKET),
    carriesLongTexts("carries long texts by long-polling", POLLING),
    comesBack("comes back by WebSocket when the server does", WEBSOCKET),
    comesBack("comes back by long-polling when the server does", POLLING),
  ],
};
