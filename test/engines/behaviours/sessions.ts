import { ask, type EnginePage, waitFor } from "../../support/engines";
import { FaultProxy } from "../../support/fault-proxy";
import { type Behaviour, type BehaviourGroup, type Scene, settled } from "./scene";

const POLLING = { name: "long-polling", options: `{ transports: ["polling"] }`, address: "" } as const;
const TRANSPORTS = [
  { name: "WebSocket", options: `{ transports: ["websocket"] }`, address: "" },
  POLLING,
  { name: "plain WebSocket", options: "{}", address: "/jqluster" },
] as const;

/** Bob, and Carol behind a proxy that breaks her connection. Carol has what came of her connections in `gaps`. */
interface Cut {
  readonly bob: EnginePage;
  readonly carol: EnginePage;
  readonly proxy: FaultProxy;
}

async function withCut(
  scene: Scene,
  { options, address }: (typeof TRANSPORTS)[number],
  check: (cut: Cut) => Promise<void>,
  site?: { readonly resumeTimeout: number },
): Promise<void> {
  const pair = await scene.pair(site ? { site } : {});
  const [carol] = await scene.pages(1);
  if (carol === undefined) throw new Error("no page");
  const proxy = await FaultProxy.start(new URL(pair.site.url).host);
  try {
    await carol.goto(`http://${proxy.address}/`);
    await carol.run(`window.gaps = [];
      $.jqluster.on("connect", function (how) { gaps.push(how.recovered ? "recovered" : "anew"); });
      $.jqluster.init("Carol of ${pair.names.bob}", ${address ? `"ws://${proxy.address}${address}"` : "null"}, ${options});
      window.$bob = $.jqluster("${pair.names.bob}");`);
    await waitFor(carol, "$.jqluster.state().connected");
    await settled(carol);
    await check({ bob: pair.bob, carol, proxy });
  } finally {
    await carol.goto("about:blank");
    await proxy.close();
  }
}

/** Numbers that Bob hears. */
const hearNumbers = (bob: EnginePage) =>
  bob.run(`window.got = []; $("#go").on("n", function (event, n) { got.push(n); })`);
const say = (page: EnginePage, from: number, to: number) =>
  page.run(`for (var n = ${from}; n < ${to}; n++) $bob("#go").trigger("n", [n])`);

/** Tells a page something as the browser does, by an event that every engine can make. */
const tell = (page: EnginePage, type: "online" | "offline") =>
  page.run(`var event = document.createEvent("Event");
    event.initEvent("${type}", false, false);
    window.dispatchEvent(event);`);

/** The network is gone: it takes no connection, and the one that there is ends. */
async function cutOff({ carol, proxy }: Cut): Promise<void> {
  proxy.break("stall before the handshake");
  proxy.bury();
  // Browsers repeat a poll that broke off by themselves, and would not tell the page for a long time.
  await tell(carol, "offline");
  await waitFor(carol, "!$.jqluster.state().connected");
}

async function comeBack({ carol, proxy }: Cut): Promise<void> {
  proxy.heal();
  await tell(carol, "online");
  await waitFor(carol, "$.jqluster.state().connected");
}

function overEach(what: string, check: (cut: Cut) => Promise<void>): Behaviour[] {
  return TRANSPORTS.map((transport) => ({
    what: `${what}, by ${transport.name}`,
    check: (scene) => withCut(scene, transport, check),
  }));
}

/** Says numbers that must come once and in order, while answers to requests of Carol are lost. */
function overLostAnswers(what: string, method: "GET" | "POST"): Behaviour {
  return {
    what,
    check: (scene) =>
      withCut(scene, POLLING, async ({ bob, carol, proxy }) => {
        const [speaker, listener] = method === "POST" ? [carol, bob] : [bob, carol];
        await bob.run(`window.$bob = $.jqluster("Carol of " + $.jqluster.state().nodeId);`);
        await hearNumbers(listener);
        for (let from = 0; from < 30; from += 10) {
          proxy.loseAnswer(method);
          await say(speaker, from, from + 10);
          await waitFor(listener, `got.length >= ${from + 10}`);
        }
        await settled(speaker);
        expect(await listener.run("return got")).toEqual(Array.from({ length: 30 }, (_, n) => n));
      }),
  };
}

export const sessions: BehaviourGroup = {
  title: "Sessions and waking",
  behaviours: [
    ...overEach("loses, doubles and turns round nothing over a cut", async (cut) => {
      const { bob, carol, proxy } = cut;
      await hearNumbers(bob);
      await say(carol, 0, 100);
      proxy.break("reset");
      await say(carol, 100, 200);
      await cutOff(cut);
      await say(carol, 200, 300);
      await comeBack(cut);
      await waitFor(bob, "got.length >= 300");
      await settled(carol);
      expect(await bob.run("return got")).toEqual(Array.from({ length: 300 }, (_, n) => n));
      expect(await carol.run("return gaps[gaps.length - 1]")).toBe("recovered");
    }),
    ...overEach("gets over a cut the answer that it waits for", async (cut) => {
      const { bob, carol } = cut;
      await bob.run(`$("#box").queue("fx", $.noop)`);
      await carol.run(`window.answer = null;
        $bob("#box").promise().then(
          function () { window.answer = "done"; }, function (error) { window.answer = String(error); });`);
      await settled(carol);
      await cutOff(cut);
      await bob.run(`$("#box").clearQueue("fx").finish()`);
      await comeBack(cut);
      await waitFor(carol, "window.answer");
      expect(await carol.run("return answer")).toBe("done");
    }),
    ...overEach("gives up, when it wakes, a connection that carries nothing any more", async (cut) => {
      const { bob, carol, proxy } = cut;
      await hearNumbers(bob);
      proxy.break("half-open");
      expect(await carol.run("return $.jqluster.state().connected")).toBe(true);
      await say(carol, 0, 10);
      await comeBack(cut);
      await waitFor(bob, "got.length >= 10");
      await settled(carol);
      expect(await bob.run("return got")).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(await carol.run("return gaps")).toEqual(["anew", "recovered"]);
    }),
    overLostAnswers("says once what the browser posts again by itself", "POST"),
    overLostAnswers("hears what was in the answer to a poll that never came", "GET"),
    {
      what: "is told when a session cannot go on, and listens again",
      check: (scene) =>
        withCut(
          scene,
          TRANSPORTS[0],
          async (cut) => {
            const { bob, carol } = cut;
            await carol.run(`window.clicks = 0; $bob("#go").on("click", function () { clicks += 1; })`);
            await settled(carol);
            await bob.run(`window.states = [];
              $.jqluster("Carol of " + $.jqluster.state().nodeId).watch(function (online) { states.push(online); })`);
            await waitFor(bob, "states.length === 1");
            await cutOff(cut);
            await waitFor(bob, "states.length === 2");
            await comeBack(cut);
            await settled(carol);
            await bob.click("#go");
            await waitFor(carol, "clicks === 1");
            expect(await carol.run("return gaps")).toEqual(["anew", "anew"]);
            expect(await ask(carol, `$bob("#box").text()`)).toBe("box");
          },
          { resumeTimeout: 50 },
        ),
    },
  ],
};
