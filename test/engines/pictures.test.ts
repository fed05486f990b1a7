import { writeFileSync } from "node:fs";
import path from "node:path";
import { createService, type Service } from "../../src/service/service";
import { PACKAGE_ROOT } from "../support/built-files";
import { type Engine, type EnginePage, launchEngine, NARROW, waitFor } from "../support/engines";
import { ALL_BROWSERS } from "./extent";

/** A picture larger than this makes the document slow. */
const MAX_BYTES = 100_000;

/** What each picture needs before it is taken: the screen is QtWebKit, the phones are Chromium. */
const SCENES: Readonly<
  Record<string, (screen: EnginePage, phone: (where: string) => Promise<EnginePage>) => Promise<void>>
> = {
  async slides(screen, phone) {
    const [remote, audience] = [await phone("/remote"), await phone("/audience")];
    for (const at of [2, 3, 4]) {
      await remote.click("#turn");
      await waitFor(audience, `$("#seen-at").text().indexOf("Slide ${at}") === 0`);
    }
    await audience.click("#choices > :nth-child(3)");
    await audience.click(".reaction[value=heart]");
    await waitFor(screen, `$("#tally").text().indexOf("1") >= 0 && $("#where b").text() === "001"`);
    await waitFor(screen, `$(".flying").length === 0`);
  },
  async game(screen, phone) {
    const pads = [await phone("/pad"), await phone("/pad")];
    for (const [index, pad] of pads.entries()) {
      await pad.run(`$("#player").val("")`);
      await pad.type("#player", `${["Ann", "Bea"][index]}\n`);
    }
    await pads[0]?.click("#begin");
    for (const [index, pad] of pads.entries()) {
      await pad.run(
        `$(document).trigger($.Event("keydown", { key: "${["ArrowRight", "ArrowLeft"][index]}" }))`,
      );
    }
    const painted = `$("#scores b").filter(function () { return Number($(this).text()) > 4; }).length === 2`;
    await waitFor(screen, painted);
  },
  async draw(screen) {
    await screen.click(".tool.blue");
    await screen.click(".tool.thick");
    await screen.run(`window.at = function (type, x, y) {
      var box = $("#paper")[0].getBoundingClientRect();
      var place = { clientX: box.left + x * box.width, clientY: box.top + y * box.height };
      $(type === "mousedown" ? "#paper" : document).trigger($.Event(type, place));
    };
    at("mousedown", 0.2, 0.6);
    for (var x = 0.2; x < 0.8; x += 0.02) at("mousemove", x, 0.5 + 0.2 * Math.sin(x * 20));
    at("mouseup", 0.8, 0.5);`);
    await waitFor(screen, `/^1 line/.test($("#count").text())`);
  },
  async chat(screen, phone) {
    const other = await phone("/chat");
    for (const [page, name] of [
      [screen, "Television"],
      [other, "Bea"],
    ] as const) {
      await page.run(`$("#name").val("")`);
      await page.type("#name", `${name}\n`);
    }
    await other.type("#text", "Can you see this on the television?\n");
    await waitFor(screen, `$(".message:not(.waits)").length === 1`);
    await screen.type("#text", "Yes, and it is of 2016.\n");
    await waitFor(screen, `$(".message:not(.waits)").length === 2 && /Bea/.test($("#people").text())`);
  },
};

let service: Service;
let url: string;
let old: Engine;
let present: Engine;
const opened: EnginePage[] = [];

beforeAll(async () => {
  service = createService({ port: 0 });
  [{ url }, old, present] = await Promise.all([
    service.listen(),
    launchEngine("qtwebkit"),
    launchEngine("chromium"),
  ]);
});
afterEach(() => Promise.all(opened.splice(0).map((page) => page.close())));
afterAll(async () => {
  await Promise.all([old.close(), present.close()]);
  await service.close();
});

test.each(Object.entries(SCENES))("a television shows %s, with phones of today", async (name, play) => {
  async function visit(page: EnginePage, where: string): Promise<EnginePage> {
    opened.push(page);
    const address = new URL(where, url);
    address.searchParams.set("room", `T${name}`);
    await page.goto(address.href);
    await waitFor(page, `$(".connection").attr("data-state") === "connected"`);
    await waitFor(page, `$(".waiting").length === 0`);
    return page;
  }

  const screen = await visit(await old.open(), `/${name}`);
  await play(screen, async (where) => visit(await present.open(NARROW), where));
  await screen.run(`document.activeElement.blur(); scrollTo(0, 0)`);
  const picture = await screen.screenshot();
  expect(picture.length).toBeLessThan(MAX_BYTES);
  if (ALL_BROWSERS) writeFileSync(path.join(PACKAGE_ROOT, "docs/images", `${name}-qtwebkit.png`), picture);
});
