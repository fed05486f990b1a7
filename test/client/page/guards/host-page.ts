import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build, type Plugin } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { METHODS } from "../../../../src/client/expressions/methods";
import { newPerson } from "../../../support/browser";
import { type BuildName, JQUERY_BUILDS } from "../page";
import { HOST_TRAPS } from "./host-traps";

const ROOT = join(__dirname, "../../../..");
const ADDRESS = "http://page.test/";

/** What jQuery and the guards call of the browser, beside nodes, to do what they are asked for. */
const BENIGN: readonly string[] = [
  ...["EventTarget.addEventListener", "EventTarget.removeEventListener"],
  ...[
    "DOMImplementation.createHTMLDocument",
    "TrustedTypePolicyFactory.createPolicy",
    "TrustedTypePolicy.createHTML",
  ],
  ...["window.getComputedStyle", "CSSStyleDeclaration.getPropertyValue", "set CSSStyleDeclaration.cssText"],
  ...[
    "window.setTimeout",
    "window.clearTimeout",
    "window.requestAnimationFrame",
    "window.scrollTo",
    "window.focus",
    "window.blur",
  ],
  ...["Event.preventDefault", "Event.stopPropagation", "window.setInterval", "window.clearInterval"],
];

/** The modules that decide what crosses, as they would be if they let everything through. */
const FAULTS: Readonly<Record<string, string>> = {
  "guard-result": "export const guardResult = (value) => value; export const guardSelection = guardResult;",
};

/** A fault of {@link FAULTS}: the list of what may cross is not asked. */
const planted: Plugin = {
  name: "planted",
  setup({ onLoad }) {
    onLoad({ filter: /guards\/(guard-result|crossing)\.ts$/ }, ({ path }) => {
      const fault = Object.entries(FAULTS).find(([name]) => path.includes(name));
      if (fault) return { contents: fault[1], loader: "ts" };
      const text = readFileSync(path, "utf8");
      return { contents: text.replace(/(function copyOf\([^{]*\{)/, "$1 return value;"), loader: "ts" };
    });
  },
};

async function bundleHost(faulty: boolean): Promise<string> {
  const modules = ["expressions/read", "page/evaluate", "page/encode"];
  const result = await build({
    stdin: {
      contents: modules.map((path) => `export * from "./src/client/${path}";`).join("\n"),
      resolveDir: ROOT,
      loader: "ts",
    },
    bundle: true,
    format: "iife",
    globalName: "host",
    write: false,
    plugins: faulty ? [planted] : [],
  });
  return result.outputFiles[0]?.text ?? "";
}

/** Something that an expression did, and must not do. */
export interface Finding {
  readonly code: string;
  readonly what: string;
}

/** A page with cookies, storages and globals, on which expressions are run. */
export interface HostPage {
  readonly page: Page;
  /** Every name of a member of any interface of this browser, of its windows, and of its documents. */
  readonly names: readonly string[];
  /** Runs expressions; `outcomes` counts the names of their errors, `none` for those that gave a value. */
  run(
    codes: readonly string[],
  ): Promise<{ readonly found: readonly Finding[]; readonly outcomes: Readonly<Record<string, number>> }>;
}

/** Opens such a page. `faulty`: with guards that let everything cross. */
export async function openHostPage(browser: Browser, jQuery: BuildName, faulty = false): Promise<HostPage> {
  const page = await newPerson(browser);
  const navigations: Finding[] = [];
  let opened = false;
  await page.route("**/*", async (route) => {
    const isPage = route.request().isNavigationRequest();
    if (isPage && opened)
      navigations.push({ code: "(one of those before)", what: `asked for ${route.request().url()}` });
    if (!isPage || opened) return route.abort();
    opened = true;
    return route.fulfill({
      contentType: "text/html",
      body: "<!doctype html><head><script>1</script></head><body></body>",
    });
  });
  await page.goto(ADDRESS);
  const names = await page.evaluate(namesOfInterfaces);
  const constants = {
    METHODS: Object.keys(METHODS).filter((method) => !METHODS[method]?.reason),
    BENIGN,
    ECMASCRIPT: runInNewContext("Object.getOwnPropertyNames(globalThis)"),
    SELECTING: ["$", ...Object.keys(METHODS).filter((method) => METHODS[method]?.guard === "selector")],
  };
  const given = Object.entries(constants).map(([name, value]) => `var ${name} = ${JSON.stringify(value)};`);
  await page.evaluate(readFileSync(join(ROOT, "node_modules", JQUERY_BUILDS[jQuery]), "utf8"));
  await page.evaluate(`(function () { ${await bundleHost(faulty)}; window.host = host; })()`);
  await page.evaluate(`(function () { ${given.join("\n")} ${HOST_TRAPS}
    window.foundSoFar = function () { return found; }; reset(); })()`);
  return {
    page,
    names,
    async run(codes) {
      const outcomes = await page.evaluate<Record<string, number>>(`fuzz(${JSON.stringify(codes)})`);
      // Errors of images come in order, so those of the expressions have come when this one has.
      await page.evaluate(
        "new Promise(function (done) { var i = new Image(); i.onerror = done; i.src = 'x:'; })",
      );
      const found = await page.evaluate<Finding[]>("foundSoFar()");
      return { found: [...found, ...navigations.splice(0)], outcomes };
    },
  };
}

function namesOfInterfaces(): string[] {
  const names = new Set<string>();
  const add = (value: object) => {
    for (const name of Object.getOwnPropertyNames(value)) names.add(name);
  };
  add(globalThis);
  add(document);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const made: unknown = Object.getOwnPropertyDescriptor(globalThis, name)?.value;
    if (typeof made === "function" && made.prototype) add(made.prototype);
  }
  return [...names].sort();
}
