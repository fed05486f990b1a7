import type { Page } from "playwright-core";
import { feltPair } from "../support/felt-pair";
import { run } from "../support/site";

const pair = feltPair(`<div id="outer"></div><ul><li>one</li><li>two</li></ul>`);
const { seen } = pair;
let alice: Page;
let bob: Page;

beforeEach(() => {
  ({ alice, bob } = pair);
});

describe("effects", () => {
  test("a completion callback is called for each element, with the element", async () => {
    await run(
      alice,
      `
      $bob("li").fadeOut(20, function () { $bob(this).text().then((text) => seen.push(text)); });`,
    );
    expect((await seen(2)).sort()).toEqual(["one", "two"]);
    await alice.waitForFunction("$.jqluster.counts().handlers === 0");
  });

  test("an options object with complete", async () => {
    await run(
      alice,
      `$bob("#outer").animate({ opacity: 0.5 }, { duration: 10, complete: () => seen.push("done") })`,
    );
    expect(await seen(1)).toEqual(["done"]);
    expect(await bob.evaluate(`$("#outer").css("opacity")`)).toBe("0.5");
  });

  test("one that is stopped leaves nothing behind", async () => {
    await run(
      alice,
      `
      $bob("#outer").animate({ opacity: 0 }, 60000, () => seen.push("never"));
      await settled();
      $bob("#outer").stop(true);`,
    );
    await alice.waitForFunction("$.jqluster.counts().handlers === 0");
    expect(await seen(0)).toEqual([]);
  });

  test("promise() comes true after the animation; delay and finish take their part", async () => {
    await run(
      alice,
      `
      await $bob("#outer").delay(20).animate({ opacity: 0.25 }, 30).promise();
      $bob("#outer").animate({ opacity: 0.75 }, 60000).finish();
      await settled()`,
    );
    expect(await bob.evaluate(`$("#outer").css("opacity")`)).toBe("0.75");
  });
});
