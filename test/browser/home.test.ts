import type { FrameLocator, Page } from "playwright-core";
import { createService } from "../../src/service/service";
import { launchBrowser, newPerson } from "../support/browser";
import { connectedBy, type DemoPages, hasValue, openDemos, PHONE } from "../support/demo-pages";
import { REMOVE_NEWER_FEATURES } from "../support/old-browser";
import { snippetsOf } from "../support/snippets";

describe("the home page", () => {
  let demos: DemoPages;

  beforeAll(async () => {
    demos = await openDemos();
  });
  afterEach(() => demos.leave());
  afterAll(() => demos.close());

  const noteOf = (frame: FrameLocator | Page) => frame.locator("#note");

  /** Waits until a pane shows what another one shows. */
  async function shows(
    pane: FrameLocator | Page,
    note: string,
    colour: string,
    left?: string,
  ): Promise<void> {
    const place = left === undefined ? "" : `[style*="left: ${left}"]`;
    await pane.locator(`body[data-colour="${colour}"] #disc${place}`).waitFor();
    await hasValue(noteOf(pane), note);
  }

  it.each([
    ["WebSocket", false],
    ["long-polling", true],
  ] as const)(
    "has two framed pages that move each other, and a phone that is one of them, over %s",
    async (transport, polling) => {
      const home = await demos.visit(`/?room=${demos.room}`, { polling });
      await connectedBy(home, transport);
      const [alice, bob] = [home.frameLocator("#alice"), home.frameLocator("#bob")];
      await noteOf(alice).fill("Good morning");
      await bob.locator(".swatch[value=green]").click();
      await alice.locator("#disc").press("ArrowRight");
      await bob.locator("#wire", { hasText: '$bob("#disc").css({"left":"55.0%","top":"50.0%"})' }).waitFor();
      for (const pane of [alice, bob]) await shows(pane, "Good morning", "green", "55%");

      const phone = await demos.visit(`/pane?me=Bob&peer=Alice&room=${demos.room}`, {
        device: PHONE,
        polling: !polling,
      });
      await shows(phone, "Good morning", "green", "55%");
      await home.locator("#bob-pages", { hasText: "on 2 pages" }).waitFor();
      const field = await phone.locator("#field").boundingBox();
      await phone.touchscreen.tap((field?.x ?? 0) + (field?.width ?? 0) / 4, (field?.y ?? 0) + 50);
      for (const pane of [alice, bob, phone]) await shows(pane, "Good morning", "green", "25%");
    },
  );

  it("shows the same after a reload and after a lost connection", async () => {
    const home = await demos.visit(`/?room=${demos.room}`);
    const phone = await demos.visit(`/pane?me=Bob&peer=Alice&room=${demos.room}`, { device: PHONE });
    const [alice, bob] = [home.frameLocator("#alice"), home.frameLocator("#bob")];
    await connectedBy(phone, "WebSocket");
    await noteOf(alice).fill("one");
    await shows(phone, "one", "blue");
    await phone.context().setOffline(true);
    await phone.locator(".connection", { hasText: "Reconnecting" }).waitFor();
    await noteOf(alice).fill("two");
    await bob.locator(".swatch[value=orange]").click();
    await phone.context().setOffline(false);
    for (const pane of [alice, bob, phone]) await shows(pane, "two", "orange");
    await phone.reload();
    await home.reload();
    for (const pane of [alice, bob, phone]) await shows(pane, "two", "orange");
  });

  it("works in browsers that have nothing newer than ES5, by polling", async () => {
    const old = { polling: true, initScript: REMOVE_NEWER_FEATURES };
    const home = await demos.visit(`/?room=${demos.room}`, old);
    const phone = await demos.visit(`/pane?me=Bob&peer=Alice&room=${demos.room}`, {
      ...old,
      device: PHONE,
    });
    await connectedBy(phone, "long-polling");
    await home.locator("#bob-pages", { hasText: "on 2 pages" }).waitFor();
    await noteOf(home.frameLocator("#alice")).fill("From an old browser");
    const said = '$bob("#note").val("From an old browser")';
    for (const page of [home.frameLocator("#bob"), phone]) {
      await page.locator("#wire.received", { hasText: said }).waitFor();
    }
    await phone.tap(".swatch[value=violet]");
    for (const pane of ["#alice", "#bob"]) {
      await home.frameLocator(pane).locator("body[data-colour=violet]").waitFor();
    }
  });

  it("leads on by a code, and says what is wrong with one", async () => {
    const home = await demos.visit("/");
    const screen = await demos.visit("/?room=K7PX");
    await connectedBy(screen, "WebSocket");
    const enter = async (code: string) => {
      await home.fill("#code", code);
      await home.press("#code", "Enter");
    };
    for (const [code, answer] of [
      ["nope", "A code has five signs"],
      ["XK7PX", "No code begins with X"],
      ["hqqqq", "No screen shows the code HQQQQ"],
      ["RK7PX", "No screen shows the code RK7PX"],
    ] as const) {
      await enter(code);
      await home.locator(".notice", { hasText: answer }).waitFor();
    }
    await enter("h k7px");
    await home.waitForURL(/\/pane\?room=K7PX&me=Bob&peer=Alice/);
  });

  it("shows how one's own pages are begun, as the README does", async () => {
    const home = await demos.visit("/");
    const lines = await home.locator(".own-pages pre").textContent();
    expect(snippetsOf("README.md").map(({ code }) => code)).toContain(`${lines}\n`);
  });

  it("says how to let phones in while it is alone on its machine", async () => {
    const home = await demos.visit("/");
    await home.locator("#pairing", { hasText: "npm start -- --host 0.0.0.0" }).waitFor();
  });
});

test("on the network, the home page shows a QR code of the address for phones", async () => {
  const service = createService({ port: 0, host: "0.0.0.0" });
  const { port, networkUrls } = await service.listen();
  const browser = await launchBrowser();
  const home = await newPerson(browser);
  await home.goto(`http://127.0.0.1:${port}/?room=TEST`);
  const [address] = networkUrls;
  if (address === undefined) await home.locator("#pairing", { hasText: "--host" }).waitFor();
  else {
    const code = home.locator(".pairing-qr");
    await code.waitFor();
    expect(await code.getAttribute("alt")).toBe(`QR code of ${address}pane?room=TEST&me=Bob&peer=Alice`);
    expect(await code.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
    await home
      .locator(".pairing", { hasText: `${new URL(address).host} there and enter the code HTEST` })
      .waitFor();
  }
  await browser.close();
  await service.close();
});
