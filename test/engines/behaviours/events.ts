import { ask, waitFor } from "../../support/engines";
import { type BehaviourGroup, hears, seen, settled } from "./scene";

/** Notes the type of the event. */
const note = `window.note = function (event) { seen.push(event.type); };`;

export const events: BehaviourGroup = {
  title: "Events",
  behaviours: [
    hears("hears a click", `${note} $bob("#go").on("click", note)`, (bob) => bob.click("#go"), ["click"]),
    hears(
      "hears several events in their order",
      `${note} $bob("#go").on("mousedown mouseup click", note)`,
      (bob) => bob.click("#go"),
      ["mousedown", "mouseup", "click"],
    ),
    hears(
      "hears by a map and a namespace",
      `${note} $bob("#go").on({ "mousedown.a": note, "click.b": note })`,
      (bob) => bob.click("#go"),
      ["mousedown", "click"],
    ),
    hears(
      "hears by shorthands",
      `${note} $bob("#go").click(note).mouseenter(note)`,
      (bob) => bob.click("#go"),
      ["mouseenter", "click"],
    ),
    hears(
      "hears through a selector, with data",
      `$bob("#list").on("click", "li", { n: 1 }, function (event) { seen.push(event.data.n); })`,
      (bob) => bob.click(".second"),
      [1],
    ),
    hears(
      "gets the place of the mouse and the keys held",
      `$bob("#go").on("click", function (event) { seen.push([event.clientX > 0, event.pageY > 0, event.button, event.shiftKey]); })`,
      (bob) => bob.click("#go"),
      [[true, true, 0, false]],
    ),
    hears(
      "gets where it happened",
      `$bob("#outer").on("click", function (event) { seen.push([event.target.remote_xpath, event.currentTarget.remote_xpath]); })`,
      (bob) => bob.click("#box"),
      [["//html[1]/body[1]/div[@id='outer']/div[@id='box']", "//html[1]/body[1]/div[@id='outer']"]],
    ),
    hears(
      "gets the keys that are pressed",
      `$bob("#name").on("keydown", function (event) { seen.push(event.which); })`,
      (bob) => bob.type("#name", "x"),
      [88],
    ),
    {
      ...hears(
        "gets the names of the keys that are pressed",
        `$bob("#name").on("keydown", function (event) { seen.push(event.key); })`,
        (bob) => bob.type("#name", "x"),
        ["x"],
      ),
      needs: `"key" in KeyboardEvent.prototype`,
      lacking: ["qtwebkit"],
    },
    hears(
      "gets a value as it is typed",
      `$bob("#name").on("input", function (event) { seen.push(event.value); })`,
      (bob) => bob.type("#name", "by"),
      ["Bobb", "Bobby"],
    ),
    hears(
      "keeps passwords where they are",
      `$bob("#secret").on("input", function (event) { seen.push(event.value === undefined); })`,
      (bob) => bob.type("#secret", "x"),
      [true],
    ),
    hears(
      "hears a tick",
      `$bob("#tick").on("change", function (event) { seen.push(event.checked); })`,
      (bob) => bob.click("#tick"),
      [true],
    ),
    hears(
      "hears the focus come and go",
      `${note} $bob("#name").on("focus blur", note); $bob("#form").on("focusin", note)`,
      async (bob) => {
        await bob.click("#name");
        await bob.click("#area");
      },
      ["focus", "focusin", "blur", "focusin"],
    ),
    hears(
      "hears scrolling",
      `$bob("#scroller").on("scroll", $.jqluster.handler({ throttle: 50 }, function (event) { seen.push(event.type); }))`,
      (bob) => bob.run(`$("#scroller")[0].scrollTop = 40`),
      ["scroll"],
    ),
    hears(
      "hears a form sent by the Enter key, and keeps it from being sent",
      `${note} $bob("#form").on("submit", $.jqluster.handler({ preventDefault: true }, note))`,
      async (bob) => {
        await bob.type("#name", "\n");
        expect(await bob.run("return location.hash")).toBe("");
      },
      ["submit"],
    ),
    hears(
      "keeps a link from being followed",
      `${note} $bob("#link").on("click", $.jqluster.handler({ preventDefault: true }, note))`,
      async (bob) => {
        await bob.click("#link");
        expect(await bob.run("return location.hash")).toBe("");
      },
      ["click"],
    ),
    hears(
      "keeps an event from the elements above",
      `${note} $bob("#box").on("click", $.jqluster.handler({ stopPropagation: true }, note)); $bob("#outer").on("click", note)`,
      (bob) => bob.click("#box"),
      ["click"],
    ),
    hears(
      "gets custom events with their data",
      `$bob("#go").on("score", function (event, a, b) { seen.push([event.type, a, b]); })`,
      (bob) => bob.run(`$("#go").trigger("score", [1, { deep: true }])`),
      [["score", 1, { deep: true }]],
    ),
    hears(
      "hears once by one()",
      `${note} $bob("li").one("click", note)`,
      async (bob) => {
        await bob.click(".second");
        await bob.click(".second");
      },
      ["click"],
    ),
    {
      what: "gets what the handlers there return",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await bob.run(`$("#go").on("ask", function (event, n) { return n + 1; })`);
        expect(await ask(alice, `$bob("#go").triggerHandler("ask", [41])`)).toBe(42);
      },
    },
    {
      what: "throttles, and gets the last one always",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await alice.run(
          `$bob("#go").on("drag", $.jqluster.handler({ throttle: 50 }, function (event, n) { seen.push(n); }))`,
        );
        await settled(alice);
        await bob.run(`for (var n = 1; n <= 500; n++) $("#go").trigger("drag", [n])`);
        await waitFor(alice, "seen[seen.length - 1] === 500");
        expect(await alice.run("return [seen[0], seen.length < 250]")).toEqual([1, true]);
      },
    },
    {
      what: "acts where the event happened",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await alice.run(`$bob("#list").on("click", "li", function () { $bob(this).text("clicked"); })`);
        await settled(alice);
        await bob.click(".second");
        await waitFor(bob, `$(".second").text() === "clicked"`);
      },
    },
    {
      what: "takes handlers away by event, namespace, selector and handler, on both ends",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await alice.run(`${note} var go = $bob("#go"), list = $bob("#list");
          go.on("click", note).on("mousedown.a", note).on("mouseup", note); list.on("click", "li", note);
          go.off("click").off(".a").off("mouseup", note); list.off("click", "li")`);
        await settled(alice);
        await bob.click("#go");
        await bob.click(".second");
        await settled(alice);
        expect(await alice.run("return [seen, $.jqluster.counts().handlers]")).toEqual([[], 0]);
        expect(await bob.run("return $.jqluster.counts().listeners")).toBe(0);
      },
    },
    {
      what: "tells the error handlers what a handler throws",
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await alice.run(`$.jqluster.on("error", function (error) { seen.push(error.message); });
          $bob("#go").on("click", function () { throw new Error("in the handler"); })`);
        await settled(alice);
        await bob.click("#go");
        expect(await seen(alice, 1)).toEqual(["in the handler"]);
      },
    },
    {
      what: "gets touches as points",
      needs: `window.TouchEvent`,
      lacking: ["firefox"],
      async check(scene) {
        const { alice, bob } = await scene.pair();
        await alice.run(`$bob("#go").on("touchstart", function (event) { seen.push(event.touches); })`);
        await settled(alice);
        await bob.run(`${TOUCH} touch(document.getElementById("go"), 3, 4)`);
        expect(await seen(alice, 1)).toMatchObject([[{ clientX: 3, clientY: 4 }]]);
      },
    },
  ],
};

/** Makes a touch in the way that the engine has: by constructors, or as WebKit does. */
const TOUCH = `function touch(target, x, y) {
  var event, points;
  if (document.createTouch) points = document.createTouchList(document.createTouch(window, target, 7, x, y, x, y));
  else points = [new Touch({ identifier: 7, target: target, clientX: x, clientY: y })];
  try {
    event = new TouchEvent("touchstart", { bubbles: true, touches: points });
  } catch (withoutConstructor) {
    event = document.createEvent("TouchEvent");
    event.initTouchEvent(points, points, points, "touchstart", window, x, y, x, y, false, false, false, false);
  }
  target.dispatchEvent(event);
}`;
