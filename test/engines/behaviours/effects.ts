import { ask, waitFor } from "../../support/engines";
import { type BehaviourGroup, gets, seen, settled } from "./scene";

export const effects: BehaviourGroup = {
  title: "Effects",
  behaviours: [
    gets("hides and shows", `$bob("#box").hide().show().hide().is(":visible")`, false),
    gets(
      "animates a style to its end",
      `$bob("#outer").animate({ width: 60, opacity: 0.5 }, 30).promise().then(function () { return $bob("#outer").css(["width", "opacity"]); })`,
      { width: "60px", opacity: "0.5" },
    ),
    gets(
      "fades out",
      `$bob("#box").fadeOut(20).promise().then(function () { return $bob("#box").css("display"); })`,
      "none",
    ),
    gets(
      "slides up",
      `$bob("#box").slideUp(20).promise().then(function () { return $bob("#box").is(":visible"); })`,
      false,
    ),
    gets(
      "delays",
      `$bob("#box").delay(20).fadeTo(10, 0.25).promise().then(function () { return $bob("#box").css("opacity"); })`,
      "0.25",
    ),
    gets(
      "finishes at once what would take long",
      `$bob("#outer").animate({ opacity: 0.75 }, 60000).finish().css("opacity")`,
      "0.75",
    ),
    {
      what: "calls back for each element when an effect has ended",
      async check(scene) {
        const { alice } = await scene.pair();
        await alice.run(`$bob("li").fadeOut(20, function () {
          $bob(this).text().then(function (text) { seen.push(text); });
        })`);
        await seen(alice, 3);
        expect(await alice.run("return seen.sort()")).toEqual(["one", "three", "two"]);
        await waitFor(alice, "$.jqluster.counts().handlers === 0");
      },
    },
    {
      what: "stops an effect, and leaves nothing behind",
      async check(scene) {
        const { alice } = await scene.pair();
        await alice.run(`$bob("#outer").animate({ opacity: 0 }, 60000, function () { seen.push("never"); })`);
        await settled(alice);
        await ask(alice, `$bob("#outer").stop(true).promise()`);
        await waitFor(alice, "$.jqluster.counts().handlers === 0");
        expect(await alice.run("return seen")).toEqual([]);
      },
    },
  ],
};
