import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE, useDemosThatFindLosses } from "../support/demo-pages";

describe("the slides", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  const openRemote = () => demos.visit(`/remote?room=${demos.room}`, { device: PHONE });
  const openAudience = (polling = false) =>
    demos.visit(`/audience?room=${demos.room}`, { device: PHONE, polling });

  /** Turns to the question, whatever slide there is. */
  async function turnToPoll(remote: Page): Promise<void> {
    for (const at of [2, 3, 4]) {
      await remote.tap("#turn");
      await remote.locator("#now-at", { hasText: `Slide ${at} of 5` }).waitFor();
    }
  }

  const votes = (page: Page, list: string, choice: number, count: number) =>
    page.locator(`${list} > :nth-child(${choice}) b`, { hasText: String(count) }).waitFor();

  it("are turned, pointed at and timed by a remote, which has the notes", async () => {
    const screen = await demos.visit(`/slides?room=${demos.room}`);
    const remote = await openRemote();
    await connectedBy(remote, "WebSocket");
    await remote.locator("#notes", { hasText: "Ask everybody to scan" }).waitFor();
    await remote.tap("#turn");
    await screen.locator(".slide.current", { hasText: "Three verbs" }).waitFor();
    await remote.locator("#after", { hasText: "Next: This is the remote" }).waitFor();
    await screen.keyboard.press("ArrowRight");
    await remote.locator("#now", { hasText: "This is the remote" }).waitFor();
    await remote.tap("#turn-back");
    await screen.locator("#place", { hasText: "2 / 5" }).waitFor();

    await remote.focus("#touchpad");
    await remote.keyboard.press("ArrowRight");
    await screen.locator('#pointer.on[style*="left: 53%"]').waitFor();
    await remote.keyboard.press("Escape");
    await screen.locator("#pointer:not(.on)").waitFor();
    const pad = await remote.locator("#touchpad").boundingBox();
    await remote.touchscreen.tap((pad?.x ?? 0) + (pad?.width ?? 0) / 4, (pad?.y ?? 0) + 30);
    await screen.locator('#pointer[style*="left: 25"]').waitFor();

    await remote.tap("#clock-toggle");
    await remote.locator("#clock", { hasText: "0:01" }).waitFor();
    const second = await openRemote();
    await second.locator("#clock-toggle", { hasText: "Pause" }).waitFor();
    await second.tap("#clock-reset");
    await remote.locator("#clock", { hasText: "0:00" }).waitFor();
  });

  it("are voted on and reacted to by phones, one of which comes late", async () => {
    const screen = await demos.visit(`/slides?room=${demos.room}`);
    const remote = await openRemote();
    const ann = await openAudience();
    const bea = await openAudience(true);
    await connectedBy(bea, "long-polling");
    await turnToPoll(remote);
    await ann.tap("#choices > :nth-child(1)");
    await bea.tap("#choices > :nth-child(1)");
    await votes(screen, "#where", 1, 2);
    await bea.tap("#choices > :nth-child(3)");
    for (const [page, list] of [
      [screen, "#where"],
      [ann, "#choices"],
      [bea, "#choices"],
    ] as const) {
      await votes(page, list, 1, 1);
      await votes(page, list, 3, 1);
    }
    await bea.tap(".reaction[value=heart]");
    await screen.locator("#tally", { hasText: "1" }).waitFor();
    await screen.locator("#listeners", { hasText: "2 listeners" }).waitFor();

    const late = await openAudience();
    await late.locator("#seen", { hasText: "Where should it run next?" }).waitFor();
    await votes(late, "#choices", 3, 1);
    await late.locator(".reaction[value=heart]", { hasText: "1" }).waitFor();
  });

  describe("whose service soon finds lost connections", () => {
    useDemosThatFindLosses((others) => {
      const former = demos;
      demos = others;
      return former;
    });

    it("show the same after reloads and lost connections", async () => {
      const screen = await demos.visit(`/slides?room=${demos.room}`);
      const remote = await openRemote();
      const ann = await openAudience();
      await turnToPoll(remote);
      await ann.tap("#choices > :nth-child(2)");
      await votes(screen, "#where", 2, 1);
      for (const page of [screen, ann]) await page.reload();
      await votes(screen, "#where", 2, 1);
      await ann.locator('#choices > [aria-pressed="true"]', { hasText: "shop window" }).waitFor();
      await remote.tap("#turn-back");
      await ann.locator("#seen", { hasText: "This is the remote" }).waitFor();

      await ann.context().setOffline(true);
      await ann.locator(".connection", { hasText: "Reconnecting" }).waitFor();
      await remote.tap("#turn");
      await screen.locator("#place", { hasText: "4 / 5" }).waitFor();
      await ann.context().setOffline(false);
      await ann.locator('#choices > [aria-pressed="true"]', { hasText: "shop window" }).waitFor();

      await screen.context().setOffline(true);
      await ann.locator("#audience.waiting").waitFor();
      await screen.context().setOffline(false);
      await remote.locator("#remote:not(.waiting)").waitFor();
      await remote.tap("#turn");
      for (const page of [screen, remote, ann])
        await page.locator("text=Your turn >> visible=true").waitFor();
    });
  });

  it("work with all halves on one page, which talks to itself", async () => {
    const page = await demos.visit("/slides?single=1");
    await connectedBy(page, "within this page");
    await page.click("#turn");
    await page.locator(".slide.current", { hasText: "Three verbs" }).waitFor();
    await page.locator("#seen", { hasText: "Three verbs" }).waitFor();
    await page.click(".reaction[value=star]");
    await page.locator("#tally", { hasText: "1" }).waitFor();
  });
});
