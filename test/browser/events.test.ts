import type { Page } from "playwright-core";
import { feltPair } from "../support/felt-pair";
import { run } from "../support/site";

const BODY = `
  <div id="outer"><button id="go">go</button> <a id="link" href="#followed">link</a></div>
  <ul><li>one</li><li>two</li></ul>
  <input id="field"><input id="secret" type="password"><input id="tick" type="checkbox">`;

const pair = feltPair(BODY);
const { seen } = pair;
let alice: Page;
let bob: Page;

beforeEach(() => {
  ({ alice, bob } = pair);
});

test("a handler acts on the element where it happened", async () => {
  await run(
    alice,
    `
    $bob("#go").on("click", function () { $bob(this).text("clicked"); });
    await settled()`,
  );
  await bob.click("#go");
  await bob.waitForFunction(`$("#go").text() === "clicked"`);
});

test.each([
  ["several events", `$bob("#go").on("mousedown click", note)`, ["mousedown", "click"]],
  ["namespaces", `$bob("#go").on("click.menu", note)`, ["click"]],
  ["a map", `$bob("#go").on({ mousedown: note, mouseup: note })`, ["mousedown", "mouseup"]],
  ["a shorthand", `$bob("#go").click(note)`, ["click"]],
  ["hover", `$bob("#go").hover(note)`, ["mouseenter"]],
  ["bind", `$bob("#go").on("click", note)`, ["click"]],
])("on() with %s", async (_what, code, types) => {
  await run(alice, `${code}; await settled()`);
  await bob.click("#go");
  expect(await seen(types.length)).toEqual(types);
});

test("on() with a selector, data, and both", async () => {
  await run(
    alice,
    `
    $bob("ul").on("click", "li", function (event) { seen.push(["li", event.data]); });
    $bob("ul").on("click", "li", { n: 1 }, function (event) { seen.push(["both", event.data]); });
    $bob("ul").on("click", { n: 2 }, function (event) { seen.push(["data", event.data]); });
    await settled()`,
  );
  await bob.click("li >> nth=1");
  expect(await seen(3)).toEqual([
    ["li", undefined],
    ["both", { n: 1 }],
    ["data", { n: 2 }],
  ]);
});

test("an event comes with the fields people use", async () => {
  await run(
    alice,
    `
    $bob("#outer").on("click", function (event) { seen.push(event); });
    $bob("#field").on("keydown", function (event) { seen.push(event); });
    await settled()`,
  );
  await bob.click("#go", { modifiers: ["Shift"] });
  await bob.type("#field", "x");
  const [click, key] = (await seen(2)) as Record<string, unknown>[];
  expect(click).toMatchObject({
    type: "click",
    shiftKey: true,
    clientX: expect.any(Number),
    pageY: expect.any(Number),
    button: 0,
    target: {
      remote_type: "xpath",
      remote_node_id: "Bob",
      remote_xpath: "//html[1]/body[1]/div[@id='outer']/button[@id='go']",
    },
    currentTarget: { remote_xpath: "//html[1]/body[1]/div[@id='outer']" },
  });
  expect(key).toMatchObject({
    type: "keydown",
    key: "x",
    which: 88,
    target: { remote_page_id: expect.any(String) },
  });
});

test("inputs tell their value and state, passwords keep it", async () => {
  await run(
    alice,
    `
    $bob("input").on("input change", function (event) { seen.push([event.type, event.value, event.checked]); });
    await settled()`,
  );
  await bob.fill("#field", "hello");
  await bob.fill("#secret", "hidden");
  await bob.check("#tick");
  const all = await seen(4);
  expect(all).toContainEqual(["input", "hello", undefined]);
  expect(all).toContainEqual(["change", "on", true]);
  expect(JSON.stringify(all)).not.toContain("hidden");
});

test("touches come as points", async () => {
  await run(
    alice,
    `$bob("#go").on("touchstart", function (event) { seen.push(event.touches); }); await settled()`,
  );
  await run(
    bob,
    `
    const target = document.querySelector("#go");
    const touch = new Touch({ identifier: 7, target, clientX: 3, clientY: 4 });
    target.dispatchEvent(new TouchEvent("touchstart", { touches: [touch], bubbles: true }))`,
  );
  expect(await seen(1)).toMatchObject([[{ identifier: 7, clientX: 3, clientY: 4 }]]);
});

test("custom events carry data both ways, and triggerHandler gives its result", async () => {
  await run(
    alice,
    `$bob("#go").on("score", function (event, a, b) { seen.push([event.type, a, b]); }); await settled()`,
  );
  await run(bob, `$("#go").trigger("score", [1, { deep: true }]).on("ask", (event, n) => n + 1)`);
  expect(await seen(1)).toEqual([["score", 1, { deep: true }]]);
  expect(await run(alice, `return await $bob("#go").triggerHandler("ask", [41])`)).toBe(42);
});

describe("what the target decides at once", () => {
  test("without options the link is followed; a handler is told that it is too late", async () => {
    await run(
      alice,
      `
      $bob("#link").on("click", function (event) { try { event.preventDefault() } catch (error) { seen.push(error.message) } });
      await settled()`,
    );
    await bob.click("#link");
    expect(await seen(1)).toEqual([expect.stringMatching(/too late/)]);
    expect(bob.url()).toContain("#followed");
  });

  test("preventDefault and stopPropagation", async () => {
    await run(
      alice,
      `
      $bob("#link").on("click", $.jqluster.handler({ preventDefault: true, stopPropagation: true }, note));
      $bob("#outer").on("click", () => seen.push("outer"));
      await settled()`,
    );
    await bob.click("#link");
    await run(alice, "await settled()");
    expect(await seen(1)).toEqual(["click"]);
    expect(bob.url()).not.toContain("#followed");
  });

  test("false as a handler does both", async () => {
    await run(alice, `$bob("#link").on("click", false); await settled()`);
    await bob.click("#link");
    expect(bob.url()).not.toContain("#followed");
  });

  test("throttle sends few events, and the last one always", async () => {
    await run(
      alice,
      `
      $bob("#outer").on("drag", $.jqluster.handler({ throttle: 100 }, (event, n) => seen.push(n)));
      await settled()`,
    );
    const signals = pair.site.sent.filter((message) => message.message_type === "signal").length;
    await run(bob, `for (let n = 1; n <= 1000; n++) $("#outer").trigger("drag", [n])`);
    await alice.waitForFunction("seen[seen.length - 1] === 1000");
    expect((await seen(2))[0]).toBe(1);
    expect(
      pair.site.sent.filter((message) => message.message_type === "signal").length - signals,
    ).toBeLessThan(1000 / 2);
  });
});

test("a handler that throws reaches the error handlers", async () => {
  await run(
    alice,
    `
    $.jqluster.on("error", (error) => seen.push(error.message));
    $bob("#go").on("click", () => { throw new Error("in the handler") });
    await settled()`,
  );
  await bob.click("#go");
  expect(await seen(1)).toEqual(["in the handler"]);
});
