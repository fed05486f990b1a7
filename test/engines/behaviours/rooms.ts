import { ask, type EnginePage, waitFor } from "../../support/engines";
import { type BehaviourGroup, becomeNode, type Scene } from "./scene";

interface Rooms {
  /** Alice, and two Bobs of the same name: only the first is in her room. */
  readonly alice: EnginePage;
  readonly here: EnginePage;
  readonly there: EnginePage;
  readonly name: string;
}

const inRoom = (room: string) => JSON.stringify({ room, transports: ["websocket"] });

async function openRooms(scene: Scene): Promise<Rooms> {
  const { alice, bob, site, names } = await scene.pair({
    alice: inRoom("blue"),
    bob: inRoom("blue"),
    site: {},
  });
  const [there] = await scene.pages(1);
  if (there === undefined) throw new Error("no page");
  await becomeNode(there, site, names.bob, inRoom("grün 😀"));
  return { alice, here: bob, there, name: names.bob };
}

export const rooms: BehaviourGroup = {
  title: "Rooms",
  behaviours: [
    {
      what: "says which room it is in",
      async check(scene) {
        const { alice, there } = await openRooms(scene);
        const room = "return $.jqluster.state().room";
        expect([await alice.run(room), await there.run(room)]).toEqual(["blue", "grün 😀"]);
      },
    },
    {
      what: "reaches those of its own room alone",
      async check(scene) {
        const { alice, here, there } = await openRooms(scene);
        const all = `$bob.all(function ($page) { return $page("#box").text("blue").text(); })
          .then(function (pages) { return $.map(pages, function (answer) { return answer.value; }); })`;
        expect(await ask(alice, all)).toEqual(["blue"]);
        const text = `return $("#box").text()`;
        expect([await here.run(text), await there.run(text)]).toEqual(["blue", "box"]);
      },
    },
    {
      what: "neither sees nor hears who is in another room",
      async check(scene) {
        const { alice, here, there } = await openRooms(scene);
        await alice.run(`window.pages = []; $bob.watchPages(function (list) { pages.push(list.length); });
          $bob("#go").on("click", function () { seen.push("click"); })`);
        await waitFor(here, "$.jqluster.counts().listeners === 1");
        await there.click("#go");
        await there.run("$.jqluster.release()");
        await here.run("$.jqluster.release()");
        await waitFor(alice, "pages.length >= 2");
        expect(await alice.run("return [pages, seen]")).toEqual([[1, 0], []]);
      },
    },
    {
      what: "goes to another room by another init",
      async check(scene) {
        const { alice, there, name } = await openRooms(scene);
        await alice.run("$.jqluster.release()");
        await alice.run(`$.jqluster.init("Alice", null, ${inRoom("grün 😀")})`);
        expect(await ask(alice, `$.jqluster("${name}")("#box").text("moved").text()`)).toBe("moved");
        expect(await there.run(`return $("#box").text()`)).toBe("moved");
      },
    },
  ],
};
