import { ask, type EnginePage, waitFor } from "../../support/engines";
import type { SiteOptions } from "../../support/site";
import { type Behaviour, type BehaviourGroup, becomeNode, type Pair, seen, settled } from "./scene";

const TRANSPORTS = ["websocket", "polling"] as const;

/** Alice sees Bob come and go in `states`. */
const watch = (alice: EnginePage) =>
  alice.run(`window.states = []; $bob.watch(function (online) { states.push(online); })`);

const states = async (alice: EnginePage, count: number) => {
  await waitFor(alice, `states.length >= ${count}`);
  return alice.run("return states");
};

/** A behaviour of pages by each of the transports. @param site - A site of the pair's own, if it needs one. */
function byEach(
  what: string,
  check: (pair: Pair, options: string) => Promise<void>,
  site?: SiteOptions,
): Behaviour[] {
  return TRANSPORTS.map((transport) => ({
    what: `${what}, by ${transport === "polling" ? "long-polling" : "WebSocket"}`,
    async check(scene) {
      const options = `{ transports: ["${transport}"] }`;
      await check(await scene.pair({ bob: options, ...(site && { site }) }), options);
    },
  }));
}

export const comingAndGoing: BehaviourGroup = {
  title: "Coming and going",
  behaviours: [
    {
      what: "is told that a page is ready, and again when it is loaded anew",
      async check(scene) {
        const { alice, site } = await scene.pair();
        const [carol] = await scene.pages(1);
        if (carol === undefined) throw new Error("no page");
        const aliceId = await alice.run("return $.jqluster.state().nodeId");
        const options = JSON.stringify({ notify: [aliceId], transports: ["websocket"] });
        const carolId = `Carol of ${aliceId}`;
        await alice.run(
          `$.jqluster("${carolId}")(function ($carol) { $carol("#box").text("ready " + seen.push("ready")); })`,
        );
        await becomeNode(carol, site, carolId, options);
        await waitFor(carol, `$("#box").text() === "ready 1"`);
        await becomeNode(carol, site, carolId, options);
        await waitFor(carol, `$("#box").text() === "ready 2"`);
      },
    },
    ...byEach("listens on after a reload", async ({ alice, bob, names }, options) => {
      await alice.run(`$bob("#go").on("click", function () { seen.push("click"); })`);
      await settled(alice);
      await bob.reload();
      await bob.run(`$.jqluster.init("${names.bob}", null, ${options})`);
      await waitFor(bob, "$.jqluster.counts().listeners === 1");
      await bob.click("#go");
      await seen(alice, 1);
      await settled(alice);
      expect(await alice.run("return seen")).toEqual(["click"]);
    }),
    ...byEach(
      "is missed at once when it is left",
      async ({ alice, bob }) => {
        await watch(alice);
        await states(alice, 1);
        await bob.goto("about:blank");
        expect(await states(alice, 2)).toEqual([true, false]);
      },
      // An engine may end a page before its goodbye is out: then the server waits for it so long.
      { resumeTimeout: 2_000 },
    ),
    ...byEach("is there again on the way back", async ({ alice, bob, site, names }, options) => {
      await watch(alice);
      await states(alice, 1);
      await bob.goto(`${site.url}?elsewhere`);
      await states(alice, 2);
      await bob.back();
      await waitFor(bob, `window.jQuery && document.readyState === "complete" && location.search === ""`);
      // A page that was kept is a node already, and one that was loaded anew is none yet.
      await bob.run(`if (!$.jqluster.state().nodeId) $.jqluster.init("${names.bob}", null, ${options})`);
      expect(await states(alice, 3)).toEqual([true, false, true]);
      expect(await ask(alice, `$bob(".second").text()`)).toBe("two");
    }),
    {
      what: "a page that is kept for the way back is away, and is there again when it is shown",
      needs:
        "(function () { try { return new PageTransitionEvent('pagehide', { persisted: true }).persisted; } catch (tooOld) { return false; } })()",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        const turn = (type: string) =>
          bob.run(`dispatchEvent(new PageTransitionEvent("${type}", { persisted: true }))`);
        await watch(alice);
        await states(alice, 1);
        await turn("pagehide");
        await states(alice, 2);
        await turn("pageshow");
        expect(await states(alice, 3)).toEqual([true, false, true]);
      },
    },
    {
      what: "tells what waits that the page has left",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await bob.run(`$("#box").queue("fx", $.noop)`);
        await alice.run(`window.left = null;
          $bob("#box").promise().then(null, function (error) { window.left = error.name; })`);
        await settled(alice);
        await bob.goto("about:blank");
        await waitFor(alice, "window.left");
        expect(await alice.run("return left")).toBe("WentAwayError");
      },
    },
    {
      what: "ends its connection when it is told to, and begins another",
      async check(scene) {
        const { alice, bob, names } = await scene.pair();
        await watch(alice);
        await states(alice, 1);
        await bob.run("$.jqluster.release()");
        await states(alice, 2);
        await bob.run(`$.jqluster.init("${names.bob}", null, { transports: ["polling"] })`);
        expect(await states(alice, 3)).toEqual([true, false, true]);
      },
    },
  ],
};
