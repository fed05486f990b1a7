import { readFileSync } from "node:fs";
import { buildSync } from "esbuild";
import type { Page } from "playwright-core";
import { launchBrowser } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { JQUERY_BUILDS } from "../support/jquery-versions";
import { KeptPages } from "../support/kept-pages";
import { openNode, run, type Site, startSite } from "../support/site";

const BODY = `<div id="vue"></div><div id="react"></div><form id="form"><input id="plain"><button id="go">go</button></form>`;

/** A form of Vue and one of React, each telling what it heard as `heard`. */
const FORMS = `
  import { createApp, h, ref, vModelText, withDirectives } from "vue";
  import { createElement, useState } from "react";
  import { createRoot } from "react-dom/client";
  import { flushSync } from "react-dom";

  window.heard = [];
  createApp({
    setup() {
      const name = ref("");
      const update = (value) => { name.value = value; heard.push(["vue", value]); };
      return () => withDirectives(h("input", { id: "in-vue", "onUpdate:modelValue": update }), [[vModelText, name.value]]);
    },
  }).mount("#vue");
  function Form() {
    const [name, setName] = useState("");
    const [ticked, setTicked] = useState(false);
    const submit = (event) => { event.preventDefault(); heard.push(["react submit", name, ticked]); };
    return createElement("form", { id: "react-form", onSubmit: submit },
      createElement("input", { id: "in-react", value: name, onChange: (event) => { setName(event.target.value); heard.push(["react", event.target.value]); } }),
      createElement("input", { id: "tick-react", type: "checkbox", checked: ticked, onChange: (event) => { setTicked(event.target.checked); heard.push(["tick", event.target.checked]); } }),
      createElement("button", { id: "send-react" }, "send"));
  }
  flushSync(() => createRoot(document.querySelector("#react")).render(createElement(Form)));`;

const SECOND = JQUERY_BUILDS.find(({ name }) => name.includes("3.")) ?? JQUERY_BUILDS[0];

let people: KeptPages;
let site: Site;
let alice: Page;
let bob: Page;

beforeAll(async () => {
  people = new KeptPages(await launchBrowser());
  const { outputFiles } = buildSync({
    stdin: { contents: FORMS, resolveDir: PACKAGE_ROOT },
    bundle: true,
    write: false,
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  // The second jQuery is the page's other one: the first takes its names back.
  const second = `${readFileSync(SECOND?.path ?? "", "utf8")}; window.second = jQuery.noConflict(true);`;
  site = await startSite({ body: BODY, script: `${outputFiles[0]?.text}\n${second}` });
});
beforeEach(async () => {
  [alice, bob] = await Promise.all([openNode(people, site, "Alice"), openNode(people, site, "Bob")]);
  await run(alice, `window.$bob = $.jqluster("Bob")`);
});
afterEach(() => people.leave());
afterAll(async () => {
  await people.close();
  await site.close();
});

/** Runs Alice's statements, and gives what Bob's page has heard when they have been done. */
async function heardAfter(statements: string): Promise<unknown> {
  await run(alice, `${statements}; await $bob("body").length`);
  return run(bob, "return heard");
}

test.each(["vue", "react"])("%s hears an input", async (framework) => {
  const change = (text: string) => `$bob("#in-${framework}").val("${text}").dispatch("input")`;
  expect(await heardAfter(change("Ada"))).toEqual([[framework, "Ada"]]);
  expect(await heardAfter(change("Bea"))).toEqual([
    [framework, "Ada"],
    [framework, "Bea"],
  ]);
  expect(await bob.inputValue(`#in-${framework}`)).toBe("Bea");
});

test("React hears a click on a checkbox, and the sending of its form", async () => {
  const heard = await heardAfter(
    `$bob("#in-react").val("Ada").dispatch("input");
    await $bob("#tick-react").dispatch("click").promise();
    $bob("#react-form").dispatch("submit")`,
  );
  expect(heard).toEqual([
    ["react", "Ada"],
    ["tick", true],
    ["react submit", "Ada", true],
  ]);
});

test("plain listeners and another jQuery hear it, in whatever way they listen; trigger() none of them", async () => {
  await run(
    bob,
    `const plain = document.querySelector("#plain");
    document.addEventListener("input", (event) => heard.push(["plain", event.target.value, event.bubbles]));
    plain.oninput = () => heard.push(["property"]);
    second(document).on("input", "#plain", (event) => heard.push(["second", event.target.value]))`,
  );
  expect(await heardAfter(`$bob("#plain").val("Ada").trigger("input")`)).toEqual([["property"]]);
  expect(await heardAfter(`$bob("#plain").dispatch("input")`)).toEqual([
    ["property"],
    ["property"],
    ["plain", "Ada", true],
    ["second", "Ada"],
  ]);
});

/** The type, the fields that are asked for, and those that the event has on Bob's page. */
const EVENTS: readonly (readonly [string, unknown, Record<string, unknown>])[] = [
  ["click", undefined, { class: "MouseEvent", bubbles: true, cancelable: true }],
  ["keydown", { key: "Enter", shiftKey: true }, { class: "KeyboardEvent", key: "Enter", shiftKey: true }],
  ["input", { data: "a", inputType: "insertText" }, { class: "InputEvent", data: "a", cancelable: false }],
  ["beforeinput", undefined, { class: "InputEvent", cancelable: true }],
  ["focus", undefined, { class: "FocusEvent", bubbles: false }],
  ["pointermove", { pressure: 0.5, tiltX: 3 }, { class: "PointerEvent", pressure: 0.5, tiltX: 3 }],
  ["wheel", { deltaY: 7 }, { class: "WheelEvent", deltaY: 7 }],
  ["drop", undefined, { class: "DragEvent" }],
  ["touchend", undefined, { class: "TouchEvent" }],
  ["compositionend", { data: "é" }, { class: "CompositionEvent", data: "é" }],
  ["shown.bs.modal", undefined, { class: "Event", type: "shown.bs.modal", bubbles: true }],
  [
    "score",
    { detail: { points: [1] }, bubbles: false },
    { class: "CustomEvent", detail: { points: [1] }, bubbles: false },
  ],
  [
    "message",
    { origin: "https://bank.example", data: "x", source: 1 },
    { class: "Event", origin: undefined, data: undefined },
  ],
  ["storage", { key: "token", newValue: "x" }, { class: "Event", newValue: undefined }],
];

test("an event has the class of its type, the fields of that class, and none that make it a message", async () => {
  await run(
    bob,
    `${JSON.stringify(EVENTS)}.forEach(([type]) => {
      document.querySelector("#plain").addEventListener(type, (event) => heard.push(event));
    })`,
  );
  const calls = EVENTS.map(([type, init]) => `.dispatch(${JSON.stringify(type)}, ${JSON.stringify(init)})`);
  await run(alice, `await $bob("#plain")${calls.join("")}.promise()`);
  const names = EVENTS.map(([, , fields]) => [...Object.keys(fields), "isTrusted"]);
  const events = await run(
    bob,
    `return ${JSON.stringify(names)}.map((names, i) => Object.fromEntries(names.map((name) =>
      [name, name === "class" ? heard[i].constructor.name : heard[i][name]])))`,
  );
  expect(events).toEqual(EVENTS.map(([, , fields]) => ({ ...fields, isTrusted: false })));
});

test("a handler that prevents the submission is heard, where trigger() goes past it", async () => {
  await run(
    bob,
    `document.querySelector("#form").addEventListener("submit", (event) => { event.preventDefault(); heard.push("prevented") })`,
  );
  expect(await heardAfter(`$bob("#go").dispatch("click"); $bob("#form").dispatch("submit")`)).toEqual([
    "prevented",
    "prevented",
  ]);
  expect(bob.url()).toBe(site.url);
});

test("what is no event is refused", async () => {
  const refused = [
    ["dispatch()", "the name of an event"],
    ['dispatch("")', "the name of an event"],
    ['dispatch(["click"])', "the name of an event"],
    ['dispatch("__proto__")', "no such name"],
    ['dispatch("constructor")', "no such name"],
    ...["freeze", "offline", "online", "pagehide", "pageshow", "resume", "visibilitychange"].map((type) => [
      `dispatch("${type}")`,
      "for the browser alone",
    ]),
    ['dispatch("click", 1)', "an object of fields"],
    ['dispatch("click", [1])', "an object of fields"],
    ['dispatch("click", $bob("#go"))', "takes no elements"],
  ];
  for (const [call, reason] of refused) {
    const outcome = `$bob("#plain").${call}.promise().then(() => "done", (error) => error.name + error.message)`;
    const told = await run<string>(alice, `return await ${outcome}`);
    expect([call, told]).toEqual([call, expect.stringMatching(`^RefusedError.*${reason}`)]);
  }
});

test("a browser whose events have no constructors makes them nevertheless, and none that seems to be a message", async () => {
  await run(
    bob,
    `window.KeyboardEvent = window.CustomEvent = window.Event = {};
    ["keydown", "score", "message"].forEach((type) => {
      document.addEventListener(type, (event) => heard.push([event.type, event.key, event.detail, event.origin]));
    })`,
  );
  const heard = await heardAfter(
    `$bob("#plain").dispatch("keydown", { key: "a", type: "x" });
    $bob("#plain").dispatch("score", { detail: { points: 1 } });
    $bob("#plain").dispatch("message", { origin: "https://bank.example" })`,
  );
  expect(heard).toEqual([
    ["keydown", "a", undefined, undefined],
    ["score", undefined, { points: 1 }, undefined],
    ["message", undefined, undefined, undefined],
  ]);
});
