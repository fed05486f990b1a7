import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createService, type Service } from "../../src/service/service";
import {
  type Engine,
  type EngineName,
  type EnginePage,
  launchEngine,
  NARROW,
  type Size,
  WIDE,
  waitFor,
} from "../support/engines";
import { ALL_BROWSERS } from "./extent";

const PUBLIC = path.join(__dirname, "../../public");

/** Pages that need a query to show more than a choice. */
const QUERIES: Readonly<Record<string, string>> = { "/two": "?me=A&peer=B" };

/** All pages of `public/`, but the bare one that the playground acts on. */
const PATHS = readdirSync(PUBLIC, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".html"))
  .map((file) => `/${path.basename(file, ".html").replace(/^index$/, "")}`)
  .filter((page) => page !== "/target")
  .map((page) => page + (QUERIES[page] ?? ""));

/** Under `npm test` each page is looked at in one of the two sizes, in turn. */
const pathsFor = (size: number) => PATHS.filter((_, index) => ALL_BROWSERS || index % 2 === size);

/** The engine that shows what is meant, and those that are compared with it. */
const MEANT: EngineName = "chromium";
const COMPARED: readonly EngineName[] = ALL_BROWSERS ? ["firefox", "webkitgtk", "qtwebkit"] : ["qtwebkit"];

/** To look at them: `LOOKS=/tmp/looks npx jest test/engines/looks.test.ts` keeps a picture of each page. */
const PICTURES = process.env.LOOKS;

/** Blocks, whose place and width do not come from their letters. */
const BLOCKS =
  ".bar, main, .card:not(.demo), .stage, .field-frame, .board, .chat-main, .stick, .touchpad, .window, .lamp, iframe, .disc";
/** Of these the height is the page's say as well. */
const SHAPES = ".stage, .field-frame, .board, .stick, .touchpad, .lamp, .disc, .face";
const COLOURED =
  ".card, .button, .stage, h1, .muted:not(.by-keys), .bubble, .disc, .tool i, .here, .there, .lamp, .said, .eyebrow, .wire";

/** How far a block may be from where it is meant to be, in pixels: scroll bars take room in some engines. */
const TOLERANCE = 40;

interface Look {
  /** Left, width and height of each of {@link BLOCKS}. */
  readonly blocks: readonly (readonly [string, number, number, number])[];
  /** Width and height of each of {@link SHAPES}. */
  readonly shapes: readonly (readonly [string, number, number])[];
  readonly colours: readonly string[];
  /** How far the page is wider than its window. */
  readonly overflow: number;
}

const LOOK = `
  function shown(selector, look) {
    return $.map($(selector).filter(":visible").get(), function (element) {
      var box = element.getBoundingClientRect();
      return [look(element.nodeName.toLowerCase() + "." + element.className + "#" + element.id, box, getComputedStyle(element))];
    });
  }
  return {
    blocks: shown(${JSON.stringify(BLOCKS)}, function (name, box) { return [name, box.left, box.width, box.height]; }),
    shapes: shown(${JSON.stringify(SHAPES)}, function (name, box) { return [name, box.width, box.height]; }),
    colours: shown(${JSON.stringify(COLOURED)}, function (name, box, style) {
      return [name, style.color, style.backgroundColor, style.borderTopWidth, style.borderTopColor].join(" ");
    }),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth
  };`;

let service: Service;
let url: string;
let meant: Engine;
const others: EnginePage[] = [];

beforeAll(async () => {
  service = createService({ port: 0 });
  ({ url } = await service.listen());
  meant = await launchEngine(MEANT);
  // The phones show what belongs to these.
  for (const screen of ["/slides", "/game"]) {
    const page = await meant.open();
    others.push(page);
    await visit(page, screen);
  }
});
afterAll(async () => {
  await Promise.all(others.map((page) => page.close()));
  await meant.close();
  await service.close();
});

async function visit(page: EnginePage, where: string): Promise<void> {
  const address = new URL(where, url);
  // The phones need a screen; all others shall be alone.
  const isPhone = /remote|audience|pad/.test(where);
  address.searchParams.set("room", isPhone || page.engine === MEANT ? "LOOK" : "ALONE");
  await page.goto(address.href);
  await waitFor(page, `$(".connection").attr("data-state") === "connected"`);
  await waitFor(page, `$("#people").length === $("#people:has(.person)").length`);
  await waitFor(page, `$(".waiting").length === 0 && $("iframe").length === $("iframe[src]").length`);
  await waitFor(
    page,
    `$('link[href$="plain.css"]').length === 0 ||
      ($("body").css("background-color") === "rgb(247, 246, 242)" && $(".bar").css("border-bottom-width") === "1px")`,
  );
}

async function lookOf(page: EnginePage, where: string): Promise<Look> {
  await visit(page, where);
  return (await page.run(LOOK)) as Look;
}

describe.each(COMPARED)("in %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await launchEngine(name);
  });
  afterAll(() => engine.close());

  describe.each([
    ["wide", WIDE, pathsFor(0)],
    ["narrow", NARROW, pathsFor(1)],
  ] as const)("on a %s window", (kind, size, paths) => {
    let pages: readonly [EnginePage, EnginePage];
    beforeAll(async () => {
      const page = await engine.open(size);
      const [width, height] = (await page.run("return [innerWidth, innerHeight]")) as [number, number];
      pages = [page, await meant.open({ width, height } satisfies Size)];
    });
    afterAll(() => Promise.all(pages.map((page) => page.close())));

    test.each(paths)("%s looks as it is meant to", async (where) => {
      const [page, model] = pages;
      const [look, expected] = [await lookOf(page, where), await lookOf(model, where)];
      if (PICTURES !== undefined) {
        mkdirSync(PICTURES, { recursive: true });
        const file = `${name}-${kind}-${/\w+/.exec(where)?.[0] ?? "home"}.png`;
        writeFileSync(path.join(PICTURES, file), await page.screenshot());
      }
      expect(look.colours).toEqual(expected.colours);
      expect(look.overflow).toBeLessThanOrEqual(0);
      const far = look.blocks.filter(([, left, width], index) => {
        const [, meantLeft = 0, meantWidth = 0] = expected.blocks[index] ?? [];
        return Math.abs(left - meantLeft) > TOLERANCE || Math.abs(width - meantWidth) > TOLERANCE;
      });
      expect([far, look.blocks.length]).toEqual([[], expected.blocks.length]);
      const misshapen = look.shapes.filter(([, , height], index) => {
        const meantHeight = expected.shapes[index]?.[2] ?? 0;
        return Math.abs(height - meantHeight) > TOLERANCE;
      });
      expect(misshapen).toEqual([]);
    });
  });
});
