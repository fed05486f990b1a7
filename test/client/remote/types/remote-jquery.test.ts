import { compile } from "./compile";

const PREAMBLE = [
  'import { type RemoteFunction, DOCUMENT, handler } from "jqluster/client";',
  "declare const $bob: RemoteFunction;",
  'const list = $bob("ul");',
  "",
].join("\n");
const PREAMBLE_LINES = PREAMBLE.split("\n").length - 1;

const TYPES: readonly (readonly [code: string, type: string])[] = [
  ['await $bob("#x").width()', "number"],
  ['$bob("#x").width(5)', "RemoteJQuery"],
  ['$bob("#x").width("50%").find("b").hide()', "RemoteJQuery"],
  ["$bob(window).width()", "RemotePromise<number>"],
  ['$bob(document).find("b", ).text("x").text()', "RemotePromise<string>"],
  ["$bob(DOCUMENT).height()", "RemotePromise<number>"],
  ['$bob("li", list)', "RemoteJQuery"],
  ["$bob($remote => $remote.nodeId)", "RemoteJQuery"],
  ["list.length", "RemotePromise<number>"],
  ["list.size()", "RemotePromise<number>"],
  ["await list.get()", "ElementPointer[]"],
  ["await list.get(0)", "ElementPointer | undefined"],
  ["list.toArray()", "RemotePromise<ElementPointer[]>"],
  ['list.is("ul")', "RemotePromise<boolean>"],
  ['list.hasClass("a")', "RemotePromise<boolean>"],
  ["list.index()", "RemotePromise<number>"],
  ["list.serializeArray()", "RemotePromise<{ name: string; value: string; }[]>"],
  ["(await list.offset()).top", "number"],
  ["list.offset({ top: 5 })", "RemoteJQuery"],
  ['list.css("color")', "RemotePromise<string>"],
  ['list.css(["color", "width"])', "RemotePromise<{ [name: string]: string; }>"],
  ['list.css("color", "red")', "RemoteJQuery"],
  ['list.css({ color: "red", width: 5 })', "RemoteJQuery"],
  ['list.attr("id")', "RemotePromise<string | undefined>"],
  ['list.attr("id", "a")', "RemoteJQuery"],
  ['list.prop("checked")', "RemotePromise<unknown>"],
  ['list.prop<boolean>("checked")', "RemotePromise<boolean>"],
  ['list.prop("checked", true)', "RemoteJQuery"],
  ['list.data("state", { open: true, since: [1] })', "RemoteJQuery"],
  ["list.data()", "RemotePromise<{ [name: string]: unknown; }>"],
  ["list.outerWidth(true)", "RemotePromise<number>"],
  ["list.outerWidth(5, true)", "RemoteJQuery"],
  ["list.val()", "RemotePromise<string>"],
  ["list.val<string[]>()", "RemotePromise<string[]>"],
  ["list.html()", "RemotePromise<string>"],
  ['list.append("<li>", 5, $bob("#item"))', "RemoteJQuery"],
  ['list.triggerHandler<number>("sum", [1, 2])', "RemotePromise<number>"],
  ["list.promise()", "RemotePromise<void>"],
  ["list.click()", "RemoteJQuery"],
  ["list.click(event => event.pageX)", "RemoteJQuery"],
  ["list.fadeIn(400, function () { $bob(this).hide(); })", "RemoteJQuery"],
  ['list.animate({ left: 5 }, { duration: "slow", complete: () => 0 })', "RemoteJQuery"],
  ["list.toggle(true)", "RemoteJQuery"],
  ["list.each(function (index) { $bob(this).text(index); })", "RemotePromise<void>"],
  ["await list.map((element) => $bob(element).text())", "string[]"],
  ["await list.map((_, index) => (index > 2 ? index : null))", "number[]"],
  ['list.on("click", function (event) { $bob(this).text(event.type); })', "RemoteJQuery"],
  ['list.on("click keyup.menu", "li", (event) => $bob(event.target))', "RemoteJQuery"],
  ['list.on("click", "li", { step: 2 }, (event) => event.data.step.toFixed())', "RemoteJQuery"],
  ['list.on("tick", (event, amount: number) => amount.toFixed())', "RemoteJQuery"],
  ['list.on({ click(event) { $bob(this).text(event.type); }, submit: false }, "li")', "RemoteJQuery"],
  ['list.one("click", false)', "RemoteJQuery"],
  ['list.on("input", handler({ throttle: 50 }, (event) => event.value?.trim()))', "RemoteJQuery"],
  ['list.off("click").off("click", "li", () => 0).off()', "RemoteJQuery"],
  ['list.trigger("tick", [1]).trigger({ type: "tick", amount: 5 })', "RemoteJQuery"],
  ["$bob.pages()", "RemotePromise<string[]>"],
  ['await $bob.all(($page) => $page("h1").text())', "PageAnswer<string>[]"],
  ["$bob.page('a')", "RemoteFunction"],
  ["list.length.then((count) => count > 1)", "RemotePromise<boolean>"],
  ["list.text().catch((): null => null)", "RemotePromise<string | null>"],
];

const REFUSED: readonly (readonly [code: string, error: string])[] = [
  ["(await list.width()).trim()", "'trim' does not exist on type 'number'"],
  ["list.text((index: number) => String(index))", "not assignable to"],
  ["list.width(true)", "not assignable to"],
  ["list.load('/x')", "'load' does not exist"],
  ["list.ready(() => 0)", "'ready' does not exist"],
  ["list.sort()", "'sort' does not exist"],
  ["list.nonsense()", "'nonsense' does not exist"],
  ["list.fadeIn().width().hide()", "'hide' does not exist on type 'RemotePromise<number>'"],
  ["list.append(document.body)", "not assignable to"],
  ["$bob(document.body)", "not assignable to"],
  ['list.on("click")', "not assignable to"],
  ['list.on("click", (event) => event.preventDefault())', "'preventDefault' does not exist"],
  ["handler({ passive: true }, () => 0)", "'passive' does not exist"],
];

test("every call has the type that jQuery would give, as a promise where it is a value", () => {
  const { types, errors } = compile(PREAMBLE + TYPES.map(([code]) => `void 0, ${code};\n`).join(""));
  expect(errors).toEqual([]);
  expect(TYPES.map(([code], index) => [code, types[index]])).toEqual(TYPES);
}, 120_000);

test("what cannot travel does not compile", () => {
  const { errors } = compile(PREAMBLE + REFUSED.map(([code]) => `${code};\n`).join(""));
  expect(errors).toEqual(
    REFUSED.map(([, error], index) =>
      expect.stringMatching(new RegExp(`^${PREAMBLE_LINES + index + 1}: .*${escaped(error)}`)),
    ),
  );
}, 120_000);

function escaped(text: string): string {
  return text.replace(/[^\w\s]/g, "\\$&");
}
