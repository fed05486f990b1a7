import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE } from "../support/demo-pages";

describe("the drawing board", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  const open = () => demos.visit(`/draw?room=${demos.room}`);
  const openPhone = (polling = false) => demos.visit(`/draw?room=${demos.room}`, { device: PHONE, polling });

  /** Draws with a mouse, between places given in parts of the paper. */
  async function draw(page: Page, ...places: readonly [x: number, y: number][]): Promise<void> {
    const box = await page.locator("#paper").boundingBox();
    const at = ([x, y]: readonly [number, number]): [number, number] => [
      (box?.x ?? 0) + x * (box?.width ?? 0),
      (box?.y ?? 0) + y * (box?.height ?? 0),
    ];
    const [first, ...others] = places;
    if (first === undefined) return;
    await page.mouse.move(...at(first));
    await page.mouse.down();
    for (const place of others) await page.mouse.move(...at(place), { steps: 5 });
    await page.mouse.up();
  }

  /** Touches the paper with a finger. */
  async function touch(page: Page, x: number, y: number): Promise<void> {
    await page.locator("#paper").scrollIntoViewIfNeeded();
    const box = await page.locator("#paper").boundingBox();
    await page.touchscreen.tap((box?.x ?? 0) + x * (box?.width ?? 0), (box?.y ?? 0) + y * (box?.height ?? 0));
  }

  const pictureOf = (page: Page) =>
    page.evaluate<string>(
      'JSON.stringify($.map($("#paper").data("lines"), (line) => [[line.id, line.colour, line.width, line.points]]))',
    );

  /** Waits until all pages have that many lines, and the same ones to the last point. */
  async function haveSame(count: string, ...pages: Page[]): Promise<void> {
    for (const page of pages) await page.locator("#count", { hasText: count }).waitFor();
    let pictures: string[];
    do pictures = await Promise.all(pages.map(pictureOf));
    while (new Set(pictures).size > 1);
  }

  const colourAt = (page: Page, x: number, y: number) =>
    page.evaluate<string>(
      `(() => { const c = document.getElementById("paper");
        return c.getContext("2d").getImageData(c.width * ${x}, c.height * ${y}, 1, 1).data.slice(0, 3).join(); })()`,
    );

  it("shows what each draws to all, with a hand for each, also to those who come late", async () => {
    const ann = await open();
    const bea = await openPhone(true);
    await connectedBy(bea, "long-polling");
    await ann.locator("#pages", { hasText: "2 pages draw here" }).waitFor();
    await ann.getByLabel("Red").check({ force: true });
    await ann.getByLabel("Thick").check({ force: true });
    await draw(ann, [0.2, 0.2], [0.8, 0.2]);
    await bea.locator("#count", { hasText: "1 line" }).waitFor();
    await bea.locator(".hand-name").waitFor({ state: "attached" });
    await bea.getByLabel("Blue").check({ force: true });
    await bea.getByLabel("Thick").check({ force: true });
    await touch(bea, 0.5, 0.5);
    await haveSame("2 lines", ann, bea);

    const late = await openPhone();
    await haveSame("2 lines", ann, bea, late);
    for (const page of [ann, bea, late]) {
      expect(await colourAt(page, 0.5, 0.2)).toBe("210,56,31");
      expect(await colourAt(page, 0.5, 0.5)).toBe("36,86,230");
    }
    await late.locator("#undo").isDisabled();
    await bea.tap("#undo");
    await haveSame("1 line", ann, bea, late);
    await late.tap("#clear");
    await haveSame("0 lines", ann, bea, late);
    expect(await colourAt(ann, 0.5, 0.2)).toBe("255,255,255");
  });

  it("shows the same after a lost connection and after reloads", async () => {
    const ann = await open();
    const bea = await openPhone();
    await ann.locator("#pages", { hasText: "2 pages" }).waitFor();
    await draw(ann, [0.1, 0.1], [0.3, 0.3]);
    await haveSame("1 line", ann, bea);
    await bea.context().setOffline(true);
    await bea.locator(".connection", { hasText: "Reconnecting" }).waitFor();
    await touch(bea, 0.4, 0.4);
    await draw(ann, [0.5, 0.1], [0.6, 0.3]);
    await bea.context().setOffline(false);
    await haveSame("3 lines", ann, bea);
    await bea.reload();
    await haveSame("3 lines", ann, bea);
    await ann.reload();
    await haveSame("3 lines", ann, bea);
  });

  it("tells all of a line, though the next one begins at once", async () => {
    const ann = await open();
    const bea = await openPhone();
    await ann.locator("#pages", { hasText: "2 pages" }).waitFor();
    // A name is no width of the pen, though its field stands among the tools.
    await ann.fill("#name", "Ann");
    await ann.press("#name", "Enter");
    const lines = `["pointerdown", "pointermove", "pointerup", "pointerdown", "pointerup"].forEach((type, index) => {
      const paper = document.getElementById("paper");
      paper.setPointerCapture = () => {};
      const place = { pointerId: 1, clientX: 200 + 40 * index, clientY: 200 };
      paper.dispatchEvent(new PointerEvent(type, place));
    })`;
    await ann.evaluate(lines);
    await haveSame("2 lines", ann, bea);
  });

  it("is drawn on with the keyboard", async () => {
    const ann = await open();
    const bea = await openPhone();
    await ann.locator("#pages", { hasText: "2 pages" }).waitFor();
    await ann.focus("#paper");
    await ann.keyboard.press("Space");
    for (let step = 0; step < 5; step++) await ann.keyboard.press("ArrowRight");
    await ann.keyboard.press("Space");
    await haveSame("1 line", ann, bea);
    expect(await colourAt(bea, 0.55, 0.5)).toBe("26,30,39");
  });

  it("says that it is full, where no more is kept, and takes the line back everywhere", async () => {
    const ann = await open();
    const bea = await openPhone();
    await ann.locator("#pages", { hasText: "2 pages" }).waitFor();
    await draw(ann, [0.1, 0.1], [0.3, 0.3]);
    await haveSame("1 line", ann, bea);
    await ann.evaluate(`[50_000, 5_000, 500, 50].reduce((filled, size, part) => filled.then(function more(_, number = 1) {
      const kept = $.jqluster("board").keep(part + "/" + number)("#none").text("x".repeat(size)).promise();
      return kept.then(() => more(_, number + 1), (error) => error.name);
    }), Promise.resolve())`);
    await draw(bea, [0.5, 0.1], [0.6, 0.3], [0.7, 0.1], [0.8, 0.3], [0.9, 0.1]);
    await bea.locator(".notice", { hasText: "The board is full, so this line is gone" }).waitFor();
    await haveSame("1 line", ann, bea);
    await ann.click("#clear");
    await haveSame("0 lines", ann, bea);
    await draw(bea, [0.5, 0.1], [0.6, 0.3]);
    await haveSame("1 line", ann, bea, await open());
  });
});
