import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE, useDemosThatFindLosses } from "../support/demo-pages";
import { until } from "../support/until";

type Key = "ArrowLeft" | "ArrowUp" | "ArrowRight" | "ArrowDown";

describe("the game", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  const openField = () => demos.visit(`/game?room=${demos.room}`);
  const openPad = (polling = false) => demos.visit(`/pad?room=${demos.room}`, { device: PHONE, polling });

  async function named(pad: Page, name: string): Promise<Page> {
    await pad.fill("#player", name);
    await pad.press("#player", "Enter");
    return pad;
  }

  const scoreOf = (field: Page, name: string) => field.locator("#scores .score", { hasText: name });
  const hasTiles = (field: Page, name: string) =>
    scoreOf(field, name)
      .locator("b", { hasText: /^[1-9]/ })
      .waitFor();

  /** How far something on the field is from its edges, in pixels. */
  async function distances(field: Page, selector: string): Promise<Record<Key, number>> {
    const [area, box] = await Promise.all([
      field.locator("#field").boundingBox(),
      field.locator(selector).boundingBox(),
    ]);
    if (area === null || box === null) throw new Error(`the field or ${selector} is not shown`);
    return {
      ArrowLeft: box.x - area.x,
      ArrowUp: box.y - area.y,
      ArrowRight: area.x + area.width - box.x - box.width,
      ArrowDown: area.y + area.height - box.y - box.height,
    };
  }

  it("is played with phones, whose colour, score and time the screen writes", async () => {
    const field = await openField();
    const ann = await named(await openPad(), "Ann");
    const bea = await named(await openPad(true), "Bea");
    await connectedBy(bea, "long-polling");
    await scoreOf(field, "Bea").waitFor();
    expect(await ann.getAttribute("#pad", "data-colour")).not.toBe(
      await bea.getAttribute("#pad", "data-colour"),
    );
    await ann.tap("#begin");
    await field.locator("#field.running").waitFor();
    await bea.locator("#left", { hasText: /0:\d\d/ }).waitFor();

    await ann.keyboard.down("ArrowRight");
    await hasTiles(field, "Ann");
    await ann.locator("#score", { hasText: /^[1-9]/ }).waitFor();
    const stick = await bea.locator("#stick").boundingBox();
    await bea.mouse.move((stick?.x ?? 0) + 10, (stick?.y ?? 0) + 100);
    await bea.mouse.down();
    await hasTiles(field, "Bea");
    await bea.mouse.up();
    await ann.keyboard.up("ArrowRight");
  });

  /** A game that runs, in which Ann has some tiles and stands still. */
  async function begun(): Promise<[field: Page, ann: Page]> {
    const field = await openField();
    const ann = await named(await openPad(), "Ann");
    await scoreOf(field, "Ann").waitFor();
    await field.click("#start");
    await ann.keyboard.down("ArrowDown");
    await hasTiles(field, "Ann");
    await ann.keyboard.up("ArrowDown");
    return [field, ann];
  }

  it("goes on after reloads, shows who is away, and lets late ones in", async () => {
    const [field, ann] = await begun();
    await field.reload();
    await hasTiles(field, "Ann");
    await ann.goto("about:blank");
    await field.locator(".score.away", { hasText: "Ann" }).waitFor();
    await ann.goBack();
    await ann.locator("#score", { hasText: /^[1-9]/ }).waitFor();
    await field.locator(".score:not(.away)", { hasText: "Ann" }).waitFor();
    expect(await field.locator("#scores .score").count()).toBe(1);
    const late = await named(await openPad(), "Late");
    await scoreOf(field, "Late").waitFor();
    await late.locator("#left", { hasText: /0:\d\d/ }).waitFor();
  });

  describe("whose service soon finds lost connections", () => {
    useDemosThatFindLosses((others) => {
      const former = demos;
      demos = others;
      return former;
    });

    it("goes on after lost connections", async () => {
      const [field, ann] = await begun();
      for (const lost of [ann, field]) {
        await lost.context().setOffline(true);
        await lost.locator(".connection", { hasText: "Reconnecting" }).waitFor();
        if (lost === field) await ann.locator("#pad.waiting").waitFor();
        await lost.context().setOffline(false);
        await field.locator(".score:not(.away)", { hasText: "Ann" }).waitFor();
        await ann.locator("#pad:not(.waiting) #score", { hasText: /^[1-9]/ }).waitFor();
      }
    });
  });

  it("keeps the names within the field, wherever their players walk", async () => {
    const field = await openField();
    const ann = await named(await openPad(), "Annabel Longname");
    const name = field.locator(".player-name", { hasText: "Annabel Longname" });
    await name.waitFor();
    for (const key of ["ArrowLeft", "ArrowUp", "ArrowRight"] as const) {
      await ann.keyboard.down(key);
      await until(async () => (await distances(field, ".player-disc"))[key] < 1);
      for (const distance of Object.values(await distances(field, ".player-name"))) {
        expect(distance).toBeGreaterThanOrEqual(0);
      }
      await ann.keyboard.up(key);
    }
  });

  it("is played alone on one page, every frame of which moves the player on", async () => {
    const page = await demos.visit("/game?single=1");
    await connectedBy(page, "within this page");
    await page.click("#begin");
    await page.keyboard.down("ArrowRight");
    await page.locator("#score", { hasText: /^[1-9]/ }).waitFor();
    await page.locator("#frames", { hasText: /^\d+ frames a second$/ }).waitFor();
  });
});
