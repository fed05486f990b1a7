import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE } from "../support/demo-pages";
import { REMOVE_NEWER_FEATURES } from "../support/old-browser";

describe("the chat", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  async function named(page: Page, name: string): Promise<Page> {
    await page.fill("#name", name);
    await page.press("#name", "Enter");
    return page;
  }

  async function say(page: Page, text: string): Promise<void> {
    await page.fill("#text", text);
    await page.press("#text", "Enter");
  }

  const openAnn = async () => named(await demos.visit(`/chat?room=${demos.room}`), "Ann");
  const openBea = async () =>
    named(await demos.visit(`/chat?room=${demos.room}`, { device: PHONE, polling: true }), "Bea");

  /** Waits until a page shows exactly these messages, in this order. */
  const shows = (page: Page, ...texts: string[]) => showsList(page, "#messages .said-text", texts);
  const people = (page: Page, ...names: string[]) => showsList(page, "#people .person", names);

  async function showsList(page: Page, selector: string, texts: readonly string[]): Promise<void> {
    const list = page.locator(selector);
    await list.nth(texts.length - 1).waitFor({ state: "attached" });
    for (const [index, text] of texts.entries()) {
      await list.nth(index).filter({ hasText: text }).waitFor({ state: "attached" });
    }
    expect(await list.count()).toBe(texts.length);
  }

  it("shows the same to all, who is here, and who is writing, also to those who come late", async () => {
    const [ann, bea] = [await openAnn(), await openBea()];
    await connectedBy(bea, "long-polling");
    await people(ann, "Ann (you)", "Bea");
    // It is shown for four seconds, so it is waited for from before.
    const typing = ann.locator("#typing", { hasText: "Bea is writing" }).waitFor();
    await bea.locator("#text").pressSequentially("Go");
    await typing;
    await say(bea, "Good <b>morning</b>");
    await ann.locator("#typing:empty").waitFor({ state: "attached" });
    await ann.locator(".message:not(.waits)", { hasText: "Good <b>morning</b>" }).waitFor();
    await say(ann, "Good morning, Bea");
    for (const page of [ann, bea]) await shows(page, "Good <b>morning</b>", "Good morning, Bea");

    const late = await named(await demos.visit(`/chat?room=${demos.room}`, { device: PHONE }), "Cid");
    await shows(late, "Good <b>morning</b>", "Good morning, Bea");
    await ann.locator(".person", { hasText: "Cid" }).waitFor();
    await say(late, "I have to go");
    for (const page of [ann, bea]) {
      await shows(page, "Good <b>morning</b>", "Good morning, Bea", "I have to go");
    }
    await late.context().close();
    for (const page of [ann, bea]) {
      await page.locator(".person.away", { hasText: "Cid" }).waitFor({ state: "attached" });
    }
  });

  it("shows that the connection is lost, and sends what waits when it is back", async () => {
    const [ann, bea] = [await openAnn(), await openBea()];
    await people(ann, "Ann", "Bea");
    await people(bea, "Ann", "Bea");
    await say(bea, "one");
    await shows(ann, "one");
    await bea.context().setOffline(true);
    await bea.locator(".lost").waitFor();
    await bea.locator(".connection", { hasText: "Reconnecting" }).waitFor();
    await say(bea, "two, from the tunnel");
    await bea.locator(".message.waits", { hasText: "two, from the tunnel" }).waitFor();
    await say(ann, "three");
    await bea.context().setOffline(false);
    await bea.locator(".lost").waitFor({ state: "hidden" });
    for (const page of [ann, bea]) {
      await page.locator(".message:not(.waits)", { hasText: "two, from the tunnel" }).waitFor();
      await page.locator(".message", { hasText: "three" }).waitFor();
    }
    expect(await ann.locator(".said-text").allTextContents()).toEqual(
      await bea.locator(".said-text").allTextContents(),
    );
  });

  it("shows the same after each page was loaded again", async () => {
    const [ann, bea] = [await openAnn(), await openBea()];
    await say(ann, "one");
    await shows(bea, "one");
    await say(bea, "two");
    await shows(ann, "one", "two");
    await bea.reload();
    await ann.reload();
    for (const page of [ann, bea]) await shows(page, "one", "two");
    await say(ann, "three");
    await shows(bea, "one", "two", "three");
  });

  it("keeps the last hundred messages", async () => {
    const ann = await openAnn();
    await people(ann, "Ann (you)");
    await ann.evaluate(`for (let number = 1; number <= 103; number++) {
      $("#text").val("number " + number + " of them");
      $("#write").trigger("submit");
    }`);
    await ann.locator(".message:not(.waits)", { hasText: "number 103 of" }).waitFor();
    const late = await demos.visit(`/chat?room=${demos.room}`);
    for (const page of [ann, late]) {
      await page.locator(".said-text", { hasText: "number 103 of" }).waitFor();
      await page.locator(".said-text >> nth=0", { hasText: "number 4 of" }).waitFor({ state: "attached" });
      expect(await page.locator(".said-text").count()).toBe(100);
    }
  });

  it("works in browsers that have nothing newer than ES5, by polling", async () => {
    const old = { polling: true, initScript: REMOVE_NEWER_FEATURES };
    const ann = await demos.visit(`/chat?room=${demos.room}`, old);
    const bea = await demos.visit(`/chat?room=${demos.room}`, { ...old, device: PHONE });
    await ann.locator(".connection", { hasText: "Connected" }).waitFor();
    await ann.fill("#text", "From an old browser");
    await ann.click("text=Send");
    await bea.locator(".said-text", { hasText: "From an old browser" }).waitFor();
    await bea.fill("#text", "To an old browser");
    await bea.tap("text=Send");
    await ann.locator(".message:not(.waits)", { hasText: "To an old browser" }).waitFor();
    await ann.locator(".person >> nth=1").waitFor();
  });
});
