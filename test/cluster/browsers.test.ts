import type { Browser, Page } from "playwright-core";
import { launchBrowser, newPerson } from "../support/browser";
import { connectedBy } from "../support/demo-pages";
import { type JoinedServices, startJoinedServices } from "../support/service-processes";

let joined: JoinedServices;
let browser: Browser;

beforeAll(async () => {
  [joined, browser] = await Promise.all([startJoinedServices(2), launchBrowser()]);
});

afterAll(async () => {
  await browser.close();
  await joined.close();
});

async function visit(service: number, query: string): Promise<Page> {
  const page = await newPerson(browser);
  await page.goto(`http://${joined.services[service]?.address}/two?${query}`);
  return page;
}

test("a browser on each of two processes, one by long-polling, drive each other", async () => {
  const [alice, bob] = await Promise.all([
    visit(0, "me=Alice&peer=Bob"),
    visit(1, "me=Bob&peer=Alice&transport=polling"),
  ]);
  await connectedBy(alice, "WebSocket");
  await connectedBy(bob, "long-polling");
  for (const page of [alice, bob]) await page.locator("#peer-online", { hasText: /^is there$/ }).waitFor();
  for (const [actor, other] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    await actor.click("#switch");
    await other.locator("#lamp.lit").waitFor();
    await actor.fill("#item", "Bread");
    await actor.press("#item", "Enter");
    await other.click("#list button:text('Bread')");
    await actor.locator("#given .done", { hasText: "Bread" }).waitFor();
    await actor.click("#measure");
    await actor.locator("#measured", { hasText: "pixels" }).waitFor();
  }
});
