import { ask, waitFor } from "../../support/engines";
import { type BehaviourGroup, changes, reads, seen, settled } from "./scene";

const BACK = `.then(function (pointer) { return $bob(pointer).text(); })`;

export const pointers: BehaviourGroup = {
  title: "Pointers and visits",
  behaviours: [
    reads("gets an element as a pointer, which selects it again", `$bob("li").get(1)${BACK}`, "two"),
    reads(
      "points by the nearest ID",
      `$bob(".second").get(0).then(function (it) { return it.remote_xpath; })`,
      "//html[1]/body[1]/ul[@id='list']/li[2]",
    ),
    reads("points to texts", `$bob(".second").contents().get(0)${BACK}`, "two"),
    reads(
      "points to the document",
      `$bob(document).get(0).then(function (it) { return $bob(it).find("li").length; })`,
      3,
    ),
    reads("selects by XPath", `$bob(document).xpath("//html[1]/body[1]/ul[@id='list']/li[2]").text()`, "two"),
    reads("maps over elements", `$bob("li").map(function () { return $bob(this).text(); })`, [
      "one",
      "two",
      "three",
    ]),
    reads(
      "compares by index",
      `$bob("li").get(2).then(function (it) { return $bob("li").index($bob(it)); })`,
      2,
    ),
    changes(
      "changes what a pointer leads to",
      `$bob("li").get(1).then(function (it) { $bob(it).text("2"); seen.push(1); })`,
      `1`,
      1,
    ),
    {
      what: "visits each element, and ends where it is told to",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await ask(alice, `$bob("li").each(function (index) { $bob(this).text(index); return index < 1; })`);
        await settled(alice);
        expect(await bob.run(`return $("li").text()`)).toBe("01three");
      },
    },
    {
      what: "gets an element with an ID of its own in an event",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await bob.run(
          `$("#box").append('<svg width="9" height="9"><rect id="it\\'s" width="9" height="9"/></svg>')`,
        );
        await alice.run(`$bob("#box").on("ping", function (event) {
          $bob(event.target).attr("data-seen", "yes"); seen.push(event.type);
        })`);
        await settled(alice);
        await bob.run(`$("rect").trigger("ping")`);
        expect(await seen(alice, 1)).toEqual(["ping"]);
        await waitFor(bob, `$("rect").attr("data-seen") === "yes"`);
      },
    },
  ],
};
