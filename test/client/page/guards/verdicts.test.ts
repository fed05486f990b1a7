import type { Browser, Page } from "playwright-core";
import { ALL_BROWSERS } from "../../../engines/extent";
import { launchBrowser } from "../../../support/browser";
import type { BuildName } from "../page";
import { ELEMENTS, HARMLESS_ADDRESSES, HARMLESS_TEXTS, openVerdictPage, VALUES } from "./verdict-page";

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

/** The elements for which {@link expected} has words of its own. */
const OWN_WORDS = "a area button fieldset form img input output select textarea x-custom".split(" ");
/**
 * Under `npm test` each table has the elements with words of their own and every seventh of the others, and each table begins
 * at another one: together they have every element.
 */
const PART = 7;
const elementsOf = (table: number) =>
  ELEMENTS.filter((tag, index) => ALL_BROWSERS || OWN_WORDS.includes(tag) || index % PART === table % PART);

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
test.each([
  [
    "text arrives at every attribute that is no address",
    ["p", "input", "img", "x-custom"],
    HARMLESS_TEXTS,
    300,
  ],
  ["address arrives at every attribute that is one", ["p", "a", "form", "img"], HARMLESS_ADDRESSES, 15],
] as const)(
  "every harmless %s, by call and in markup",
  async (what, tags, values, least) => {
    const page = await openVerdictPage(browser, "3.7");
    const names = await page.evaluate<string[]>(`attributeNames(${JSON.stringify(EXTRA)})`);
    const chosen = names.filter(
      (name) => ADDRESSES.test(name) === what.startsWith("address") && !NEVER.test(name),
    );
    expect(chosen.length).toBeGreaterThanOrEqual(least);
    for (const value of values) {
      const given = [tags, chosen, value].map((one) => JSON.stringify(one)).join(",");
      expect([value, await page.evaluate(`losses(${given})`)]).toEqual([value, []]);
    }
    await page.close();
  },
  300_000,
);

const BUILDS = ["1.12", "3.7", "4.0"] as const satisfies readonly BuildName[];

describe.each(BUILDS)("under jQuery %s", (build) => {
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
  const values = Object.entries(VALUES)
    .map(([kind, value], index) => [kind, value, elementsOf(index + BUILDS.indexOf(build))] as const)
    .filter(([kind]) => build === "3.7" || kind === "address");
  test.each(values)(
    "every element by every attribute with a value of the kind %s: one verdict, whichever way it is set",
    async (_, value, elements) => {
      const { verdicts, differences } = await ask<{ verdicts: object; differences: unknown[] }>(
        "allVerdicts",
        elements,
        attributes,
        ofSvg,
        value,
      );
      expect(differences).toEqual([]);
      expect(verdicts).toEqual(perElement(elements, (tag, name) => expected(tag, name, value)));
    },
    300_000,
  );

  test("what is taken away: nothing of elements that are closed, and no referrer policy", async () => {
    const elements = elementsOf(BUILDS.indexOf(build));
    expect(await ask("allRemovals", elements, attributes, ofSvg)).toEqual(
      perElement(elements, (_, name) => /^referrerpolicy$/i.test(name)),
    );
  });

  /** For each element the names that are to be refused: all of them where it is closed. */
  function perElement(
    elements: readonly string[],
    refused: (tag: string, name: string) => boolean,
  ): { [tag: string]: readonly string[] } {
    return Object.fromEntries(
      elements.map((tag) => {
        const names = svgTags.includes(tag) ? ofSvg : attributes;
        return [tag, isClosed(tag) ? names : names.filter((name) => refused(tag, name))];
      }),
    );
  }
});
