import type { Page } from "playwright-core";
import { feltPair } from "../support/felt-pair";
import { run } from "../support/site";

const pair = feltPair(`<button id="go">go</button><ul><li>one</li><li>two</li></ul>`);
const { seen } = pair;
let alice: Page;
let bob: Page;

beforeEach(() => {
  ({ alice, bob } = pair);
});

function counts(page: Page): Promise<unknown> {
  return run(page, "return $.jqluster.counts()");
}

describe("off", () => {
  test.each([
    ["by event", `.off("click")`, ["click"]],
    ["by namespace", `.off(".a")`, ["click.a", "mousedown.a"]],
    ["by event and namespace", `.off("click.a")`, ["click.a"]],
    ["by handler", `.off("click", one)`, ["click"]],
    ["by map", `.off({ click: one })`, ["click"]],
    ["everything", `.off()`, ["click", "click.a", "mousedown.a"]],
  ])("%s", async (_how, off, gone) => {
    await run(
      alice,
      `
      window.one = () => seen.push("one");
      const go = $bob("#go");
      go.on("click", one);
      go.on("click.a", () => seen.push("two"));
      go.on("mousedown.a", () => seen.push("three"));
      await settled();
      go${off};
      await settled()`,
    );
    const left = 3 - (off === `.off("click")` ? 2 : gone.length);
    expect([await counts(alice), await counts(bob)]).toEqual([
      { requests: 0, handlers: left, listeners: 0 },
      { requests: 0, handlers: 0, listeners: left },
    ]);
    await bob.click("#go");
    await run(alice, "await settled()");
    expect((await seen(0)).length).toBe(left);
  });

  test("by selector", async () => {
    await run(
      alice,
      `
      $bob("ul").on("click", "li", note).on("click", ".never", note);
      await settled();
      $bob("ul").off("click", "li");
      await settled()`,
    );
    expect(await counts(bob)).toMatchObject({ listeners: 1 });
  });

  test("a thousand times: nothing is left on either side", async () => {
    await run(
      alice,
      `
      for (let i = 0; i < 1000; i++) {
        $bob("#go").on("click.n" + i, note);
        if (i % 100 === 99) await settled();
      }
      await settled()`,
    );
    expect(await counts(bob)).toMatchObject({ listeners: 1000 });
    await run(
      alice,
      `
      for (let i = 0; i < 1000; i++) {
        $bob("#go").off("click.n" + i);
        if (i % 100 === 99) await settled();
      }
      await settled()`,
    );
    const nothing = { requests: 0, handlers: 0, listeners: 0 };
    expect([await counts(alice), await counts(bob)]).toEqual([nothing, nothing]);
    expect(await run(bob, `return $._data ? $._data($("#go")[0], "events") || null : null`)).toBeNull();
  });
});

test("one() calls once for each element, and leaves nothing behind", async () => {
  await run(alice, `$bob("li").one("click", note); await settled()`);
  for (const item of [0, 0, 1, 1]) await bob.click(`li >> nth=${item}`);
  await run(alice, "await settled()");
  expect(await seen(2)).toEqual(["click", "click"]);
  const nothing = { requests: 0, handlers: 0, listeners: 0 };
  expect([await counts(alice), await counts(bob)]).toEqual([nothing, nothing]);
});
