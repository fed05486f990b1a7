import { ask, waitFor } from "../../support/engines";
import { JQUERY_BUILDS } from "../../support/jquery-versions";
import { type BehaviourGroup, seen, settled } from "./scene";

/** The page's own jQuery may be any that is supported. */
export const builds: BehaviourGroup = {
  title: "jQuery builds",
  behaviours: JQUERY_BUILDS.map((build) => ({
    what: `works with ${build.name}`,
    async check(scene) {
      const { alice, bob } = await scene.pair({ site: { build } });
      await alice.run(`$bob("#list").append("<li>four</li>").children().last().addClass("new").attr("title", "x");
        $bob("#go").on("click", function () { $bob(this).text("clicked"); seen.push("click"); })`);
      await settled(alice);
      await bob.click("#go");
      expect(await seen(alice, 1)).toEqual(["click"]);
      await waitFor(bob, `$("#go").text() === "clicked"`);
      expect(await ask(alice, `$bob("li.new").attr("title")`)).toBe("x");
      expect(await ask(alice, `$bob("li").map(function () { return $bob(this).text(); })`)).toHaveLength(4);
    },
  })),
};
