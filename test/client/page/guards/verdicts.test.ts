import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../../support/browser";
import type { BuildName } from "../page";
import { ELEMENTS, HARMLESS_TEXTS, openVerdictPage, VALUES } from "./verdict-page";

/** What the browser has no property for. */
const EXTRA = (
  "accept-charset background bgcolor charset class classid codebase color compact datetime for http-equiv icon " +
  "imagesizes imagesrcset integrity is ismap itemid itemprop itemref itemscope itemtype language longdesc lowsrc dynsrc " +
  "manifest nonce profile property rev rules sandbox sizes allow csp target xlink:href xlink:title xml:base xml:lang " +
  "xmlns aria-label data-title data-href data-onclick once only attributeName from to values by begin end " +
  "dur fill href d points viewBox transform onfocusin onwebkitneedkey onbegin onrepeat onzoom protocol hash"
).split(" ");

/** What markup never brings. The parser itself takes away the first row. */
const LOST = (
  "body frame frameset head html " +
  "animate animateColor animateMotion animateTransform applet base bgsound discard embed fencedframe handler iframe link " +
  "listener math meta noembed noframes noscript object param plaintext portal script set style svg template use xmp"
).split(" ");
/** What markup never brings, but what a page has of it may be changed. */
const OPEN = "body head html math svg".split(" ");
const isClosed = (tag: string) => LOST.includes(tag) && !OPEN.includes(tag);
const ADDRESSES =
  /^(href|src|srcset|action|formaction|poster|background|cite|longdesc|lowsrc|dynsrc|usemap|ping|xlink:href|xml:base)$/i;
const NEVER = /^(on(?!ce$|ly$).*|srcdoc|innerhtml|outerhtml|referrerpolicy)$/i;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What the table shall refuse, told without it. */
function expected(tag: string, name: string, value: string): boolean {
  if (NEVER.test(name)) return true;
  if (/^a(rea)?$/.test(tag) && /^(protocol|search|hash)$/.test(name)) return true;
  const ofForm = /^(button|fieldset|img|input|output|select|textarea|x-custom)$/.test(tag);
  switch (value) {
    case VALUES.address:
    case VALUES.sentence:
      return ADDRESSES.test(name);
    case VALUES.style:
      return name === "style";
    case VALUES.opener:
      return /^rel(list)?$/i.test(name);
    case VALUES.documentMember:
      return /^(name|id)$/.test(name) && /^(form|img)$/.test(tag);
    case VALUES.formMember:
      return /^(name|id)$/.test(name) && ofForm;
    default:
      return false;
  }
}

// The test of all elements has one such text, and does not run the methods.
test("every harmless text arrives at every attribute that is no address, by call and in markup", async () => {
  const page = await openVerdictPage(browser, "3.7");
  const losses = await page.evaluate<unknown[]>(`(function (tags, texts, extra, refused) {
    var names = attributeNames(extra).filter(function (name) { return !new RegExp(refused, "i").test(name); });
    if (names.length < 300) return ["only " + names.length + " names"];
    return texts.reduce(function (all, text) { return all.concat(losses(tags, names, text)); }, []);
  })(${[["p", "input", "img", "x-custom"], HARMLESS_TEXTS, EXTRA, `${ADDRESSES.source}|${NEVER.source}`].map((value) => JSON.stringify(value)).join(",")})`);
  expect(losses).toEqual([]);
  await page.close();
}, 300_000);

describe.each(["1.12", "3.7", "4.0"] as const satisfies readonly BuildName[])("under jQuery %s", (build) => {
  let page: Page;
  let attributes: readonly string[];
  let ofSvg: readonly string[];
  let svgTags: readonly string[];
  const ask = <T>(name: string, ...args: readonly unknown[]) =>
    page.evaluate<T>(`${name}(${args.map((arg) => JSON.stringify(arg)).join(",")})`);

  beforeAll(async () => {
    page = await openVerdictPage(browser, build);
    attributes = await ask("attributeNames", EXTRA);
    ofSvg = attributes.concat(await ask<string[]>("styleNames"));
    svgTags = await ask("svgTags", ELEMENTS);
  });
  afterAll(() => page.close());

  test("the names are those of the platform", () => {
    expect(attributes.length).toBeGreaterThan(400);
    expect(ofSvg.length).toBeGreaterThan(700);
    expect(ofSvg).toEqual(
      expect.arrayContaining(["onclick", "formAction", "srcdoc", "stroke-width", "rel", "alt"]),
    );
  });

  test("markup loses the elements that the table closes, and no others", async () => {
    const lost: string[] = [];
    for (const tag of ELEMENTS) if ((await ask("byMarkup", tag, [], "")) === null) lost.push(tag);
    expect(lost.sort()).toEqual([...LOST].sort());
  });

  // What decides is the same for all of them, so one goes through every value.
  const values = Object.entries(VALUES).filter(([kind]) => build === "3.7" || kind === "address");
  test.each(values)(
    "every element by every attribute with a value of the kind %s: one verdict, whichever way it is set",
    async (_, value) => {
      const { verdicts, differences } = await ask<{ verdicts: object; differences: unknown[] }>(
        "allVerdicts",
        ELEMENTS,
        attributes,
        ofSvg,
        value,
      );
      expect(differences).toEqual([]);
      expect(verdicts).toEqual(perElement((tag, name) => expected(tag, name, value)));
    },
    300_000,
  );

  test("what is taken away: nothing of elements that are closed, and no referrer policy", async () => {
    expect(await ask("allRemovals", ELEMENTS, attributes, ofSvg)).toEqual(
      perElement((_, name) => /^referrerpolicy$/i.test(name)),
    );
  });

  /** For each element the names that are to be refused: all of them where it is closed. */
  function perElement(refused: (tag: string, name: string) => boolean): { [tag: string]: readonly string[] } {
    return Object.fromEntries(
      ELEMENTS.map((tag) => {
        const names = svgTags.includes(tag) ? ofSvg : attributes;
        return [tag, isClosed(tag) ? names : names.filter((name) => refused(tag, name))];
      }),
    );
  }
});
