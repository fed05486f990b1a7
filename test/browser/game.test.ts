import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE } from "../support/demo-pages";

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

  it("goes on after reloads and lost connections, and lets late ones in", async () => {
    const field = await openField();
    const ann = await named(await openPad(), "Ann");
    await scoreOf(field, "Ann").waitFor();
    await field.click("#start");
    await ann.keyboard.down("ArrowDown");
    await hasTiles(field, "Ann");
    await ann.keyboard.up("ArrowDown");

    await field.reload();
    await hasTiles(field, "Ann");
    await ann.reload();
    await ann.locator("#score", { hasText: /^[1-9]/ }).waitFor();
    expect(await field.locator("#scores .score").count()).toBe(1);

    await ann.context().setOffline(true);
    await field.locator(".score.away", { hasText: "Ann" }).waitFor();
    await ann.context().setOffline(false);
    await field.locator(".score:not(.away)", { hasText: "Ann" }).waitFor();
    const late = await named(await openPad(), "Late");
    await scoreOf(field, "Late").waitFor();
    await late.locator("#left", { hasText: /0:\d\d/ }).waitFor();
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
