import type { Page } from "playwright-core";
import { feltPair } from "../support/felt-pair";
import { run } from "../support/site";

const BODY = `<div id="box"><button id="go">go</button></div><iframe id="frame"></iframe><x-field>x</x-field>
  <form id="form"><input name="nodeName"><input name="nodeType"><input name="parentNode"></form>`;

const pair = feltPair(BODY);
let alice: Page;
let bob: Page;

beforeEach(async () => {
  ({ alice, bob } = pair);
  await run(bob, `window.heard = 0; $.jqluster.on("error", () => {})`);
});

const THROW = "throw new Error('felt')";
const pointer = (path: string, type = "xpath") =>
  expect.objectContaining({ remote_type: type, remote_xpath: path });

/** What a page's own code may pass along with an event, as an expression, and what another page gets for it. */
const VALUES: readonly (readonly [string, unknown])[] = [
  ["null", null],
  ["undefined", null],
  ["'text'", "text"],
  ["'\\ud800'", "\ud800"],
  ["-1.5", -1.5],
  ["true", true],
  ["NaN", null],
  ["-Infinity", null],
  ["10n", "10"],
  ["-(2n ** 70n)", "-1180591620717411303424"],
  ["Object(10n)", null],
  ["Symbol('a')", null],
  ["() => 1", null],
  ["class {}", null],
  ["new Date(0)", "1970-01-01T00:00:00.000Z"],
  ["new Date(NaN)", null],
  ["Object.assign(new Date(0), { toISOString: () => 1n })", "1"],
  [`Object.assign(new Date(0), { getTime() { ${THROW} } })`, null],
  ["[1, [undefined, 2n]]", [1, [null, "2"]]],
  ["[, 1]", [null, 1]],
  ["({ a: { b: [1] } })", { a: { b: [1] } }],
  ["Object.assign(Object.create(null), { a: 1 })", { a: 1 }],
  ["Object.create({ a: 1 })", null],
  [`({ get a() { ${THROW} }, b: 1 })`, { b: 1 }],
  [`Object.defineProperty([], 0, { get() { ${THROW} } })`, null],
  [`({ toJSON() { ${THROW} }, toString() { ${THROW} }, a: 1 })`, { toJSON: null, toString: null, a: 1 }],
  [`({ get [Symbol.toStringTag]() { ${THROW} } })`, null],
  [`({ then() { ${THROW} }, a: 1 })`, expect.objectContaining({ a: 1 })],
  [`new Proxy({}, { get() { ${THROW} }, getPrototypeOf() { ${THROW} }, ownKeys() { ${THROW} } })`, null],
  ["(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()", null],
  ["(() => { const a = { b: 1 }; a.a = a; return a })()", { b: 1, a: null }],
  ["new Error('wrong')", "Error: wrong"],
  ["new TypeError('wrong')", "TypeError: wrong"],
  ["new DOMException('wrong', 'NotFoundError')", "NotFoundError: wrong"],
  [`Object.defineProperty(new Error(), "message", { get() { ${THROW} } })`, null],
  ["new Map([[1, 2]])", null],
  ["new Set([1])", null],
  ["new WeakMap()", null],
  ["Promise.resolve(1)", null],
  ["/a/", null],
  ["new Uint8Array(2)", null],
  ["new ArrayBuffer(2)", null],
  ["new File(['a'], 'a.txt')", null],
  ["new Blob(['a'])", null],
  ["new FormData()", null],
  ["new URL(location)", null],
  ["new String('a')", null],
  ["new (class Widget { token = 1 })()", null],
  ["(function () { return arguments })(1)", null],
  ["localStorage", null],
  ["navigator", null],
  ["location", null],
  ["document.all", null],
  ["document.body.attributes[0] || document.createAttribute('a')", null],
  ["document.body.style", null],
  ["window", pointer("", "window")],
  ["$('#frame')[0].contentWindow", null],
  ["document", pointer("/")],
  ["$('#go')[0]", pointer("//html[1]/body[1]/div[@id='box']/button[@id='go']")],
  ["document.createElement('p')", pointer("", "none")],
  ["document.querySelector('#form')", pointer("//html[1]/body[1]/form[@id='form']")],
  ["document.querySelectorAll('#go')", [expect.objectContaining({ remote_type: "xpath" })]],
  ["$('#go')", [expect.objectContaining({ remote_type: "xpath" })]],
];

test("whatever the page passes along, its later handlers run, and what arrives is what the table says", async () => {
  await run(
    alice,
    `$bob("#go").on("score", (event, value, list) => seen.push([value, list[0].a]));
    $bob("#go").on("picked", (event) => seen.push(event.params === undefined ? null : event.params));
    $bob("#go").on("native", (event) => seen.push(event.detail));
    await settled()`,
  );
  const results = await run<string[]>(
    bob,
    `$("#go").on("score picked native", () => { heard += 1; });
    return [${VALUES.map(([code]) => `() => (${code})`).join(",\n")}].map((make) => {
      try {
        $("#go").trigger("score", [make(), [{ a: make() }]]).trigger($.Event("picked", { params: make() }));
        $("#go")[0].dispatchEvent(new CustomEvent("native", { detail: make() }));
        return "";
      } catch (error) { return String(error) }
    }).filter(Boolean).concat(heard)`,
  );
  expect(results).toEqual([VALUES.length * 3]);
  await run(alice, "await settled()");
  const seen = await run<unknown[]>(alice, "return seen");
  const told = VALUES.map(([code], i) => [code, ...seen.slice(3 * i, 3 * i + 3)]);
  const table = VALUES.map(([code, value]) => {
    // What is undefined is left out of an object.
    const member = code === "undefined" ? undefined : value;
    return [code, [value, member], value, value];
  });
  expect(told).toEqual(table);
});

test("an element of the page whose getters throw is not felt either, nor a listener that is throttled", async () => {
  await run(
    bob,
    `customElements.define("x-field", class extends HTMLElement {
      get value() { ${THROW} } get checked() { ${THROW} }
    });
    $("#box").on("score", (event) => { Object.defineProperty(event, "own", { enumerable: true, get() { ${THROW} } }) })`,
  );
  await run(
    alice,
    `$bob("x-field").on("click", $.jqluster.handler({ throttle: 20 }, (event) => seen.push(event.type)));
    $bob("#box").on("score", (event) => seen.push(event.type)); await settled()`,
  );
  await run(
    bob,
    `$("x-field").on("click", () => { heard += 1 }).trigger("click").trigger("click");
    $("#box").on("score", () => { heard += 1 }).trigger("score");`,
  );
  await alice.waitForFunction("seen.length === 3");
  expect(await run(bob, "return heard")).toBe(3);
});

test.each([
  ["preventDefault", "a method"],
  ["stopPropagation", "a method"],
  ["type", "an accessor"],
  ["originalEvent", "an accessor"],
])("an event whose %s, which %s has replaced, throws is not felt", async (member, kind) => {
  await run(
    bob,
    `$("#go").on("score", (event) => {
      Object.defineProperty(event, "${member}", ${kind === "a method" ? "{ value" : "{ set() {}, get"}() { ${THROW} } })
    })`,
  );
  await run(
    alice,
    `const options = { preventDefault: true, stopPropagation: true };
    $bob("#go").on("score", $.jqluster.handler(options, (event, value) => seen.push(value)));
    $bob("#go").on("score", (event, value) => seen.push(value)); await settled()`,
  );
  await run(bob, `$("#go").on("score", () => { heard += 1 }).triggerHandler("score", [5])`);
  expect(await run(bob, "return heard")).toBe(1);
});

test("fields that a listener names arrive besides, of data and of an object of a class the data alone", async () => {
  await run(
    alice,
    `const fields = ["detail.x", "detail.inner.y", "detail.list.1", "detail.deep.token", "detail.got", "newValue",
      "originalEvent.newValue", "view.localStorage.token", "target.ownerDocument.cookie", "detail.__proto__.x", "none.at.all"];
    $bob("#go").on("native", $.jqluster.handler({ fields }, (event) => seen.push(event)));
    await settled()`,
  );
  await run(
    bob,
    `localStorage.token = "secret";
    class Part { token = "secret" }
    class Detail { x = 5; inner = { y: 6 }; list = [1, 2]; deep = new Part(); other = 7; get got() { return "secret" } }
    $("#go")[0].dispatchEvent(new CustomEvent("native", { detail: new Detail() }));
    $("#go")[0].dispatchEvent(Object.assign(new StorageEvent("native", { newValue: "secret" }), { detail: { x: 8 } }));`,
  );
  await run(alice, "await settled()");
  const [native, storage] = await run<Record<string, unknown>[]>(alice, "return seen");
  expect(native?.detail).toEqual({ x: 5, inner: { y: 6 }, list: { 1: 2 } });
  expect(storage?.detail).toEqual({ x: 8 });
  expect(JSON.stringify([native, storage])).not.toContain("secret");
  expect(Object.keys(native ?? {})).not.toContain("none");
});

test("a handler whose fields are no list is refused at once", async () => {
  const make =
    "try { $.jqluster.handler({ fields: 'detail' }, () => {}); } catch (error) { return String(error) }";
  expect(await run(alice, make)).toBe("TypeError: fields must be a list of names");
});
