import type { Browser, Page } from "playwright-core";
import { type BuildName, openPage } from "../page";

const BODY = `<div id="box" data-json='{"__proto__":{"polluted":1},"x":1}'>x</div><p id="evil">&lt;img src=x onerror=hit()&gt;</p>
<a id="link" href="#">x</a><a id="mail" href="mailto:hit()">x</a><img id="img"><ul><li>1</li><li>2</li></ul><table><tbody></tbody></table>
<form id="form"><input name="i"><button>b</button></form><template><script>hit()</script></template>
<script type="text/template">hit()</script><noscript><img src=x onerror=hit()></noscript><div id="holder"></div>`;

// Beyond what is in BODY: a script that waits for its text, and one whose text has run and must not run again.
const TRAPS = `
  window.hits = [];
  window.hit = function () { hits.push(current); };
  window.current = "";
  window.open = function () { return null; };
  window.alert = window.confirm = window.prompt = function () { hit(); };
  HTMLFormElement.prototype.submit = HTMLFormElement.prototype.requestSubmit = function () {};
  function stay(event) {
    var link = event.target.closest && event.target.closest("a");
    if (event.type === "submit" || (link && link.protocol !== "javascript:")) event.preventDefault();
  }
  var body = ${JSON.stringify(BODY)};
  window.reset = function (code) {
    // An expression may have emptied the document, or opened it anew, which drops the listeners of the window.
    addEventListener("click", stay, true);
    addEventListener("submit", stay, true);
    while (document.firstChild) document.removeChild(document.firstChild);
    var root = document.appendChild(document.createElement("html"));
    // jQuery runs scripts in the head: without one they would only throw.
    root.appendChild(document.createElement("head"));
    root.appendChild(document.createElement("body"));
    document.body.innerHTML = body;
    var holder = document.getElementById("holder");
    holder.appendChild(document.createElement("script")).id = "empty";
    window.mayRun = true;
    var ran = document.createElement("script");
    ran.text = "if (!mayRun) hit()";
    holder.appendChild(ran).id = "ran";
    // A frame is slow to make, so only those who ask for it get one.
    if (/frame/.test(code)) holder.appendChild(document.createElement("iframe")).id = "frame";
    window.mayRun = false;
  };
`;

/** Runs expressions without a client. */
const RUN = `
  window.run = function (code) {
    window.current = code;
    try {
      return { value: chains.evaluateChain(chains.readChain(code), { jQuery: jQuery, window: window }) };
    } catch (error) {
      return { error: error.name, message: error.message };
    }
  };
  window.runAll = function (codes) {
    var errors = {};
    for (var i = 0; i < codes.length; i++) {
      reset(codes[i]);
      var name = run(codes[i]).error || "none";
      errors[name] = (errors[name] || 0) + 1;
      if ({}.polluted) hit();
      jQuery("a, button").each(function () { try { this.click(); } catch (e) {} });
    }
    return { hits: hits, errors: errors };
  };
  reset("");
`;

/** What became of expressions that {@link runHostile} ran. */
export interface HostileOutcome {
  /** The expressions whose code ran: none, if all is well. */
  readonly hits: readonly string[];
  /** How many ended in an error of each name; `none` for those that gave a value. */
  readonly errors: { readonly [name: string]: number };
}

/** Sets traps in a page of a site: `hit()` records what `current` says, and `reset` gives it its body. */
export async function setTraps(page: Page): Promise<void> {
  await page.evaluate(`${TRAPS} reset("");`);
}

/** A page full of traps: `hit()` records the expression that ran code. */
export async function openHostilePage(browser: Browser, build: BuildName): Promise<Page> {
  const page = await openPage(browser, build, "<!doctype html><body></body>");
  await page.evaluate(TRAPS + RUN);
  return page;
}

/** Runs each expression on a fresh body, clicks what can be clicked, and waits for what images and timers start. */
export async function runHostile(page: Page, codes: readonly string[]): Promise<HostileOutcome> {
  const outcome = await page.evaluate<HostileOutcome>(`runAll(${JSON.stringify(codes)})`);
  return { hits: await hitsOf(page), errors: outcome.errors };
}

/** What ran code so far, as soon as what images start has happened. */
export async function hitsOf(page: Page): Promise<string[]> {
  // Errors of images come in order, so those of the expressions have come when this one has.
  await page.evaluate(
    "new Promise(function (done) { var i = new Image(); i.onerror = done; i.src = 'x:'; })",
  );
  return page.evaluate<string[]>("hits");
}
