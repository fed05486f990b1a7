import { ask, type EnginePage, waitFor } from "../../support/engines";
import { type BehaviourGroup, becomeNode, type Scene } from "./scene";

interface Later {
  readonly alice: EnginePage;
  readonly bob: EnginePage;
  /** Opens another page of Bob's, and waits for what is kept. */
  come(options?: string): Promise<EnginePage>;
}

async function openLater(scene: Scene): Promise<Later> {
  const { alice, bob, site, names } = await scene.pair({ site: {} });
  return {
    alice,
    bob,
    async come(options) {
      const [page] = await scene.pages(1);
      if (page === undefined) throw new Error("no page");
      await becomeNode(page, site, names.bob, options);
      // Once this is answered, all that is kept has been heard.
      await ask(page, `$.jqluster("${names.bob}").kept()`);
      return page;
    },
  };
}

const look = (page: EnginePage) => page.run(`return [$("#box").text(), $("#list li").length]`);

export const keep: BehaviourGroup = {
  title: "Pages that come later",
  behaviours: [
    {
      what: "looks, when it comes late, as if it had been there, by WebSocket",
      async check(scene) {
        const { alice, bob, come } = await openLater(scene);
        await alice.run(`$bob.keep("title")("#box").text("Hello"); $bob("#list").empty();`);
        await ask(alice, `$bob.keep("items")("#list").html("<li>1</li><li>2</li>").promise()`);
        expect(await look(await come())).toEqual(["Hello", 2]);
        expect(await look(bob)).toEqual(["Hello", 2]);
      },
    },
    {
      what: "looks, when it comes late, as if it had been there, by long-polling",
      async check(scene) {
        const { alice, come } = await openLater(scene);
        await ask(alice, `$bob.keep("title")("#box").text("Hello").promise()`);
        expect(await look(await come(`{ transports: ["polling"] }`))).toEqual(["Hello", 3]);
      },
    },
    {
      what: "gets the last statement of a key alone",
      async check(scene) {
        const { alice, come } = await openLater(scene);
        await alice.run(`for (var n = 0; n < 20; n++) $bob.keep("n")("#list").append("<li>" + n + "</li>");`);
        await ask(alice, "$bob.kept()");
        expect(await look(await come())).toEqual(["box", 4]);
      },
    },
    {
      what: "looks after a reload as before",
      async check(scene) {
        const { alice, bob } = await openLater(scene);
        await ask(alice, `$bob.keep("title")("#box").text("Hello").promise()`);
        const name = await bob.run("return $.jqluster.state().nodeId");
        await bob.reload();
        await bob.run(`$.jqluster.init("${name}", null, { transports: ["websocket"] })`);
        await waitFor(bob, `$("#box").text() === "Hello"`);
      },
    },
    {
      what: "tells what is kept, and forgets it",
      async check(scene) {
        const { alice, come } = await openLater(scene);
        await alice.run(`$bob.keep("a")("#box").text("a"); $bob.keep("b")("#list").empty();`);
        expect(await ask(alice, "$bob.kept()")).toEqual(["a", "b"]);
        await alice.run(`$bob.forget("a")`);
        expect(await ask(alice, "$bob.kept()")).toEqual(["b"]);
        expect(await look(await come())).toEqual(["box", 0]);
      },
    },
    {
      what: "runs nothing that kept markup brings",
      async check(scene) {
        const { alice, come } = await openLater(scene);
        const markup = "<img src=x onerror='window.hurt = 1'><i>left</i>";
        await ask(alice, `$bob.keep("markup")("#box").html(${JSON.stringify(markup)}).promise()`);
        const late = await come();
        expect(
          await late.run(`return [$("#box i").text(), $("#box [onerror]").length, window.hurt]`),
        ).toEqual(["left", 0, null]);
      },
    },
  ],
};
