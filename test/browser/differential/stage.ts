/* Runs in the pages: sets the document up, keeps what happened on it, and tells it all as text. */
import { BODY, HEAD } from "./document";
import type { JQuery } from "./page-types";

declare const jQuery: JQuery;

/** A program that copies more elements than this may go on for ever, and a page refuses it when it comes from another. */
const MAX_COPIES = 10_000;

let log: unknown[] = [];
let copies = 0;
let tellsFocus = true;

// jQuery keeps the element that it began with.
const root = document.documentElement;

/** What JSON cannot carry, by name. */
const ODD_VALUES = new Map<string, unknown>([
  ["NaN", Number.NaN],
  ["-0", -0],
  ["date", new Date(0)],
  ["function", () => 0],
  ["symbol", Symbol("s")],
  ["list", [1, undefined, 3]],
]);

/** Makes the document anew, and the page's own handlers on it. */
export function reset(): void {
  const active = document.activeElement as HTMLElement | null;
  if (active?.blur) active.blur();
  jQuery.timers?.splice(0);
  // Before what makes it scroll is taken away: Firefox keeps the position until the root can scroll again.
  root.scrollTo(0, 0);
  while (document.firstChild) document.removeChild(document.firstChild);
  while (root.attributes[0]) root.removeAttribute(root.attributes[0].name);
  jQuery(root).off().removeData().empty();
  document.appendChild(document.implementation.createDocumentType("html", "", ""));
  document.appendChild(root).innerHTML = `<head>${HEAD}</head><body>${BODY}</body>`;
  root.lang = "en";
  for (const own of [root, document]) {
    for (const name of Object.keys(own)) Reflect.deleteProperty(own, name);
  }
  Reflect.deleteProperty(window, "value");
  window.scrollTo(0, 0);
  for (const own of [document, window]) jQuery(own).removeData();
  addPageHandlers();
  log = [];
  copies = 0;
}

/** Says of a program, after it, that it was broken off. */
export function madeTooMany(): boolean {
  return copies > MAX_COPIES;
}

/** Breaks programs off that copy too many elements. For the local page only: the remote one has to do so by itself. */
export function limitCopies(): void {
  const { clone } = jQuery;
  jQuery.clone = (node, ...options) => {
    copies += 1 + ((node as Partial<ParentNode>).querySelectorAll?.call(node, "*").length ?? 0);
    if (madeTooMany()) throw new Error(`more than ${MAX_COPIES} copies`);
    return clone(node, ...options);
  };
}

function note(
  this: Element,
  event: { type: string; isTrigger?: unknown; isSimulated?: unknown; data?: unknown },
  ...extra: unknown[]
): void {
  // The browser tells of scrolling, selecting and loading in its own time.
  const isNative = !event.isTrigger || event.isSimulated;
  if (isNative && /scroll|select|load|resize|error|focus|blur/.test(event.type)) return;
  if (!tellsFocus && /focus|blur/.test(event.type)) return;
  log.push([this.nodeName, this.id, event.type, event.data ?? null, extra]);
}

function addPageHandlers(): void {
  jQuery("#go").on("click", function (this: Element) {
    jQuery("#text").append("<q>clicked</q>");
    jQuery(this)
      .toggleClass("clicked")
      .text(`went ${jQuery("q").length}`);
  });
  jQuery("#list").on("click refresh.page", "li", { from: "list" }, note);
  jQuery("#list").on("refresh", (_event, a, b) => {
    jQuery("#list").children().first().attr("data-a", String(a)).clone().addClass("copy").appendTo("#list");
    return { a, b, when: new Date(0), none: undefined, nan: Number.NaN, list: [undefined, -0, () => 0] };
  });
  jQuery("#tree").on("refresh", function (this: Element) {
    return this;
  });
  jQuery("#box").on("refresh", () => jQuery("li"));
  jQuery("#row").on("refresh", (_event, value) => value);
  jQuery("#card").on("refresh", () => false);
  jQuery("#card").on("odd", (_event, name) => ODD_VALUES.get(String(name)));
  jQuery("#head").on("refresh", () => {
    throw new Error("the page's handler failed");
  });
  const events =
    "click dblclick change input focus blur focusin focusout keydown keyup mouseover mouseenter custom submit";
  jQuery("#name, #c1, #c2, #r1, #many, #area, #form, #outer, #pic").on(events, note);
  jQuery("#c2").on("change", function (this: Element) {
    jQuery("#side").append(`<p>${(this as HTMLInputElement).checked}</p>`);
  });
  jQuery("#form").on("submit", () => false);
}

/** The document and everything about it that its markup does not tell. */
export function snapshot(): string {
  const states: unknown[] = [];
  jQuery(document)
    .find("*")
    .each((index, element) => {
      const { value, checked, selected, disabled, indeterminate, scrollTop, scrollLeft } =
        element as HTMLInputElement & {
          selected?: boolean;
        };
      // A list of options is scrolled to what is selected when it is drawn.
      const scroll = element.nodeName === "SELECT" ? [] : [scrollTop, scrollLeft];
      const state = [value, checked, selected, disabled, indeterminate, ...scroll];
      if (state.some((part) => part && part !== "0")) states.push([index, element.nodeName, ...state]);
      const data = jQuery(element).data();
      if (Object.keys(data).length > 0) states.push([index, data]);
    });
  // The browser takes the focus from what is not shown, in its own time.
  const active = document.activeElement;
  const focused = jQuery("*").index(active?.getClientRects().length ? active : document.body);
  const page = [document.title, window.scrollX, window.scrollY, focused];
  // jQuery 1.12 leaves a name of its own behind where a selector is wrong.
  const whole = document.documentElement?.outerHTML.replace(/ id="sizzle\d+"/g, "");
  // Where it is among the attributes depends on when the browser first writes it: for a clone, for example.
  const markup = whole?.replace(/( style="[^"]*")((?: [^\s=>"]+="[^"]*")+)(?=>)/g, "$2$1");
  // One piece a line, so that a difference can be seen.
  return [markup?.replace(/>/g, ">\n"), ...[...states, page, ...log].map((x) => JSON.stringify(x))].join(
    "\n",
  );
}

/**
 * Sets a page up: as the remote one, which does what it is told by these two events, or as the local one.
 *
 * @param isFocused - Both pages of a pair have the focus. Without it a browser tells a page nothing of focus.
 */
export function setUp(isFocused: boolean): void {
  tellsFocus = isFocused;
  // Animations go by the clock: as it stands, they stay where they are until they are finished.
  Date.now = () => 1e12;
  jQuery.now = Date.now;
  const stay = (event: Event) => {
    const link = (event.target as Element).closest?.("a, area");
    if (event.type === "submit" || link) event.preventDefault();
  };
  window.addEventListener("click", stay, true);
  window.addEventListener("submit", stay, true);
  HTMLFormElement.prototype.submit = () => {};
  HTMLFormElement.prototype.requestSubmit = () => {};
  jQuery(window).on("fresh", reset);
  jQuery(window).on("snapshot", snapshot);
  reset();
}
