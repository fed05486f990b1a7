import type { Page } from "playwright-core";
import { connectedBy, type DemoPages, openDemos, PHONE, useDemosThatFindLosses } from "../support/demo-pages";

describe("the demo of two pages", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  async function openBoth(polling: boolean): Promise<[alice: Page, bob: Page]> {
    const [alice, bob] = await Promise.all([
      demos.visit(`/two?me=Alice&peer=Bob&room=${demos.room}`, { polling }),
      demos.visit(`/two?me=Bob&peer=Alice&room=${demos.room}`, { polling, device: PHONE }),
    ]);
    for (const page of [alice, bob]) {
      await connectedBy(page, polling ? "long-polling" : "WebSocket");
      await page.locator("#peer-online", { hasText: /^is there$/ }).waitFor();
    }
    return [alice, bob];
  }

  async function put(page: Page, item: string): Promise<void> {
    await page.fill("#item", item);
    await page.press("#item", "Enter");
  }

  it.each([
    ["WebSocket", false],
    ["long-polling alone", true],
  ])("lets each page act on the other over %s", async (_name, polling) => {
    const [alice, bob] = await openBoth(polling);
    await alice.click("#switch");
    await bob.locator("#lamp.lit").waitFor();
    await alice.fill("#say", "Good morning <b>Bob</b>");
    await bob.locator("#said", { hasText: "Good morning <b>Bob</b>" }).waitFor();
    await put(alice, "Bread & butter");
    await bob.tap("#list button:text('Bread & butter')");
    await bob.locator("#list .done").waitFor();
    await alice.locator("#given .done", { hasText: "Bread & butter" }).waitFor();

    await bob.fill("#say", "and to you");
    await alice.locator("#said", { hasText: "and to you" }).waitFor();
    await bob.tap("#measure");
    await bob.locator("#measured", { hasText: "1440 pixels" }).waitFor();
  });

  it("brings a page that comes late up to date, and each further page of its name", async () => {
    const alice = await demos.visit(`/two?me=Alice&peer=Bob&room=${demos.room}`);
    await connectedBy(alice, "WebSocket");
    await alice.click("#switch");
    await alice.fill("#say", "before you came");
    await put(alice, "Milk");
    for (const polling of [false, true]) {
      const address = `/two?me=Bob&peer=Alice&room=${demos.room}`;
      const bob = await demos.visit(address, { device: PHONE, polling });
      await bob.locator("#lamp.lit").waitFor();
      await bob.locator("#said", { hasText: "before you came" }).waitFor();
      await bob.locator("#list button", { hasText: "Milk" }).waitFor();
    }
  });

  it("says so when the server does not let a page in", async () => {
    const page = await demos.visit(`/two?me=${"x".repeat(300)}&peer=Bob`);
    await page.locator(".notice.shown", { hasText: "The server did not let this page in" }).waitFor();
    await page.locator('.connection[data-state="none"]', { hasText: "Not connected" }).waitFor();
  });

  it("shows the same after either page is loaded again", async () => {
    const [alice, bob] = await openBoth(false);
    await alice.click("#switch");
    await alice.fill("#say", "still here");
    await put(alice, "Milk");
    await bob.locator("#list", { hasText: "Milk" }).waitFor();
    for (const reloaded of [bob, alice]) {
      await reloaded.reload();
      await bob.locator("#lamp.lit").waitFor();
      await bob.locator("#said", { hasText: "still here" }).waitFor();
      await bob.locator("#list button", { hasText: "Milk" }).waitFor();
      await alice.locator("#given", { hasText: "Milk" }).waitFor();
    }
    await bob.tap("#list button");
    await alice.locator("#given .done").waitFor();
  });

  describe("whose service soon finds lost connections", () => {
    useDemosThatFindLosses((others) => {
      const former = demos;
      demos = others;
      return former;
    });

    it("shows the same after a lost connection", async () => {
      const [alice, bob] = await openBoth(false);
      await bob.context().setOffline(true);
      await alice.locator("#peer-online", { hasText: "is not there yet" }).waitFor();
      await alice.click("#switch");
      await put(alice, "Milk");
      await bob.fill("#say", "from a tunnel");
      await bob.context().setOffline(false);
      await bob.locator("#lamp.lit").waitFor();
      await bob.locator("#list button", { hasText: "Milk" }).waitFor();
      await alice.locator("#said", { hasText: "from a tunnel" }).waitFor();
    });
  });

  it("asks for names where none are given, and opens the other half", async () => {
    const carol = await demos.visit("/");
    await carol.click('a[href="two"]');
    await carol.fill("#me", "Carol & Co");
    await carol.fill("#peer", "Dave");
    await carol.click("text=Begin");
    await carol.locator("h1", { hasText: "You are Carol & Co" }).waitFor();
    const [dave] = await Promise.all([carol.context().waitForEvent("page"), carol.click("#open-peer")]);
    await dave.fill("#say", "found you");
    await carol.locator("#said", { hasText: "found you" }).waitFor();
    await carol.locator("#open-peer").waitFor({ state: "hidden" });
  });

  it("switches to long-polling and shows its own jQluster lines", async () => {
    const alice = await demos.visit("/two?me=Alice&peer=Bob");
    await connectedBy(alice, "WebSocket");
    await alice.click(".connection");
    await alice.getByLabel("Long-polling only").check({ force: true });
    await connectedBy(alice, "long-polling");
    await alice.click("text=Show the code");
    await alice.locator(".code", { hasText: '$peer("#said").text(this.value);' }).waitFor();
    await alice.click("text=Close");
    await alice.locator("dialog").waitFor({ state: "detached" });
  });
});
