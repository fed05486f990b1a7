import { readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { collectProblems, launchBrowser, openContext } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { hasValue, PHONE } from "../support/demo-pages";
import { type ServedTestFolder, serveTestFolder } from "../support/folder";
import { REMOVE_NEWER_FEATURES } from "../support/old-browser";
import { snippetsOf } from "../support/snippets";

const SNIPPETS = snippetsOf("docs/recipes.md");
const [FRAME] = SNIPPETS.filter(({ kind }) => kind === "html frame");

let browser: Browser;
let folder: ServedTestFolder;
const problems: (readonly string[])[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  await folder.close();
  expect(problems.splice(0).flat()).toEqual([]);
});

const library = (name: string) => readFileSync(path.join(PACKAGE_ROOT, "node_modules", name));

/** Serves the files of a recipe, as somebody would who copies them. */
async function serve(heading: string, files: Readonly<Record<string, Buffer>> = {}): Promise<void> {
  const own = SNIPPETS.filter(({ name }) => name.startsWith(`${heading} `)).map(
    ({ kind, code }) => [kind.replace("html ", ""), `${FRAME?.code}${code}`] as const,
  );
  expect(own.length).toBeGreaterThan(0);
  folder = await serveTestFolder({ ...Object.fromEntries(own), ...files });
}

async function open(
  place: string,
  device: BrowserContextOptions = {},
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Page> {
  const page = await (await openContext(browser, device)).newPage();
  problems.push(collectProblems(page));
  await prepare(page);
  await page.goto(new URL(place, folder.url).href);
  await page.waitForFunction("$.jqluster.state().connected");
  return page;
}

/** Ten seconds of silence, which Chromium plays whatever its name is. */
function silence(): Buffer {
  const rate = 8_000;
  const samples = Buffer.alloc(10 * rate, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

test("A remote for a video", async () => {
  await serve("A remote for a video", { "film.mp4": silence() });
  const [screen, phone] = [await open("screen"), await open("phone", PHONE)];
  await screen.mouse.click(300, 400);
  await phone.tap("#toggle");
  await screen.waitForFunction("!$('#film')[0].paused && $('#film')[0].currentTime > 0");
  await phone.tap("#toggle");
  await screen.waitForFunction("$('#film')[0].paused");
  await phone.tap("#back");
  await screen.waitForFunction("$('#film')[0].currentTime === 0");
});

test("A remote for reveal.js", async () => {
  await serve("A remote for reveal.js", {
    "reveal.css": library("reveal.js/dist/reveal.css"),
    "reveal.js": library("reveal.js/dist/reveal.js"),
  });
  const [slides, remote] = [await open("slides"), await open("remote", PHONE)];
  await remote.tap("#next");
  await slides.waitForFunction("Reveal.getIndices().h === 1");
  await remote.tap("#prev");
  await slides.waitForFunction("Reveal.getIndices().h === 0");
});

test("A poll", async () => {
  await serve("A poll");
  const screen = await open("screen");
  for (const choice of ["tea", "coffee", "tea"]) {
    const voter = await open("vote", PHONE);
    await voter.tap(`[value=${choice}]`);
    await voter.locator("button:disabled").first().waitFor();
  }
  await screen.locator("#tea", { hasText: "2" }).waitFor();
  await screen.locator("#coffee", { hasText: "1" }).waitFor();
});

test("A buzzer", async () => {
  await serve("A buzzer");
  const [screen, ann, bea] = [await open("screen"), await open("phone", PHONE), await open("phone", PHONE)];
  await bea.fill("#name", "Bea");
  await bea.tap("button");
  await screen.locator("#winner", { hasText: "Bea was first" }).waitFor();
  for (const phone of [ann, bea]) await phone.locator("button:disabled").waitFor();
});

test("A shared cursor", async () => {
  await serve("A shared cursor");
  const [one, other] = [await open("board"), await open("board")];
  for (const [mover, x] of [
    [one, 120],
    [other, 260],
  ] as const) {
    await mover.mouse.move(x, 80);
    for (const page of [one, other]) await page.waitForFunction(`$("#dot").css("left") === "${x}px"`);
  }
});

test("A countdown on all screens", async () => {
  await serve("A countdown on all screens");
  // The clock stands still from the beginning: no second passes that the test does not let pass.
  const control = await open("control", {}, async ({ clock }) => {
    await clock.install({ time: 0 });
    await clock.pauseAt(1_000);
  });
  const [first, second] = [await open("screen"), await open("screen")];
  await control.click("button");
  await control.clock.runFor(3_000);
  for (const screen of [first, second]) await screen.locator("#left", { hasText: /^7$/ }).waitFor();
  const late = await open("screen");
  await control.clock.runFor(20_000);
  for (const screen of [first, second, late]) await screen.locator("#left", { hasText: /^0$/ }).waitFor();
});

test("A form filled in from elsewhere", async () => {
  await serve("A form filled in from elsewhere");
  const [desk, phone] = [await open("desk"), await open("phone", PHONE)];
  await hasValue(phone.locator("#name"), "Ann");
  await phone.fill("#town", "Bern");
  await hasValue(desk.locator("#town"), "Bern");
});

test("Two sliders that follow each other", async () => {
  await serve("Two sliders that follow each other", {
    "jquery-ui.css": library("jquery-ui/dist/themes/base/jquery-ui.min.css"),
    "jquery-ui.js": library("jquery-ui/dist/jquery-ui.min.js"),
  });
  const left = await open("slider?me=left&other=right");
  const right = await open("slider?me=right&other=left", PHONE);
  for (const [mover, follower, value] of [
    [left, right, 2],
    [right, left, 4],
  ] as const) {
    await mover.focus("#slider .ui-slider-handle");
    await mover.keyboard.press("ArrowRight");
    await mover.keyboard.press("ArrowRight");
    await follower.waitForFunction(`$("#slider").slider("value") === ${value}`);
  }
});

test("A TV that shows who scanned", async () => {
  await serve("A TV that shows who scanned");
  const tv = await open("tv");
  expect(await tv.$eval("#code", (image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  const scan = (name: string) =>
    open("phone", PHONE, async (page) => page.on("dialog", (dialog) => dialog.accept(name)));
  const ann = await scan("Ann");
  await scan("Bea");
  await tv.waitForFunction("$('#names li').length === 2 && /Ann/.test($('#names').text())");
  await ann.context().close();
  await tv.waitForFunction("$('#names').text() === 'Bea'");
});

test("An old tablet as a second screen", async () => {
  await serve("An old tablet as a second screen");
  const tablet = await (await openContext(browser)).newPage();
  problems.push(collectProblems(tablet));
  await tablet.addInitScript(REMOVE_NEWER_FEATURES);
  await tablet.goto(new URL("tablet", folder.url).href);
  const desk = await open("desk");
  await tablet.locator("#stage", { hasText: "Write, and it is over there." }).waitFor();
  await desk.fill("#notes", "Hello tablet");
  await tablet.locator("#stage", { hasText: "Hello tablet" }).waitFor();
});

test("every recipe has two pages at most, and is run", () => {
  const headings = new Set(
    SNIPPETS.filter(({ kind }) => kind !== "html frame").map(({ name }) => name.replace(/ \d+$/, "")),
  );
  const tests = readFileSync(__filename, "utf8");
  expect([...headings].filter((heading) => !tests.includes(`test("${heading}"`))).toEqual([]);
  expect(headings.size).toBe(10);
});
