// What is on the pictures of the README.

const PHONE = { width: 390, height: 844 };

const SCREEN = { width: 1120, height: 700 };

/**
 * Opens a page of the service and waits until it is connected.
 *
 * @typedef {(address: string, size: { width: number, height: number }) => Promise<import("playwright-core").Page>} Open
 * @typedef {import("playwright-core").Page} Page
 */

/**
 * What is on each picture: a page, and a phone beside it where there is one.
 *
 * @type {Record<string, (open: Open) => Promise<{ screen: Page, phone?: Page }>>}
 */
export const PICTURES = {
  async "two-pages"(open) {
    const alice = await open("/two?me=Alice&peer=Bob", { width: 1120, height: 640 });
    const bob = await open("/two?me=Bob&peer=Alice", PHONE);
    await alice.locator("#peer-online", { hasText: /^is there$/ }).waitFor();
    await bob.fill("#say", "Hello Alice! The lamp is on.");
    await bob.click("#switch");
    for (const item of ["Bread", "Milk and honey", "A ladder"]) {
      await bob.fill("#item", item);
      await bob.press("#item", "Enter");
    }
    await alice.click("#list button >> nth=0");
    await alice.fill("#say", "Good morning, Bob!");
    await alice.locator("#list .done").waitFor();
    return { screen: alice };
  },
  async slides(open) {
    const screen = await open("/slides?room=K7PX", SCREEN);
    const remote = await open("/remote?room=K7PX", PHONE);
    const audience = await open("/audience?room=K7PX", PHONE);
    for (const at of [2, 3, 4]) {
      await remote.click("#turn");
      await audience.locator("#seen-at", { hasText: `Slide ${at}` }).waitFor();
    }
    await audience.click("#choices > :nth-child(2)");
    await audience.click(".reaction[value=heart]");
    await screen.locator("#tally", { hasText: "1" }).waitFor();
    await remote.locator("#after", { hasText: "Your turn" }).waitFor();
    return { screen, phone: remote };
  },
  async game(open) {
    const screen = await open("/game?room=K7PX", SCREEN);
    const [ann, bea] = [await open("/pad?room=K7PX", PHONE), await open("/pad?room=K7PX", PHONE)];
    for (const [pad, name] of /** @type {const} */ ([
      [ann, "Ann"],
      [bea, "Bea"],
    ])) {
      await pad.fill("#player", name);
      await pad.press("#player", "Enter");
      await pad.focus("#stick");
    }
    await ann.click("#begin");
    for (let turn = 0; turn < 10; turn++) {
      await walk(ann, ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowDown"][turn % 4], turn % 2 ? 220 : 900);
      await walk(bea, ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowUp"][turn % 4], turn % 2 ? 220 : 700);
    }
    return { screen, phone: ann };
  },
  async draw(open) {
    const screen = await open("/draw?room=K7PX", SCREEN);
    const phone = await open("/draw?room=K7PX", PHONE);
    await phone.fill("#name", "Ann");
    await phone.press("#name", "Enter");
    await pick(screen, "Yellow", "Thick");
    await drawLine(screen, ring(0.76, 0.26, 0.09));
    await pick(screen, "Blue", "Medium");
    await drawLine(screen, [
      [0.3, 0.5],
      [0.3, 0.72],
    ]);
    await drawLine(screen, [
      [0.2, 0.5],
      [0.3, 0.34],
      [0.4, 0.5],
      [0.2, 0.5],
    ]);
    await pick(phone, "Green", "Thin");
    await drawLine(
      phone,
      Array.from({ length: 30 }, (_, i) => [0.05 + i * 0.03, 0.76 + 0.05 * Math.sin(i / 3)]),
    );
    await screen.locator("#count", { hasText: "4 lines" }).waitFor();
    return { screen, phone };
  },
  async chat(open) {
    const screen = await open("/chat?room=K7PX", SCREEN);
    const phone = await open("/chat?room=K7PX", PHONE);
    for (const [page, name] of /** @type {const} */ ([
      [screen, "Ann"],
      [phone, "Bea"],
    ])) {
      await page.fill("#name", name);
      await page.press("#name", "Enter");
    }
    await screen.locator(".person", { hasText: "Bea" }).waitFor();
    for (const [page, text] of /** @type {const} */ ([
      [screen, "Who brings the cake?"],
      [phone, "I do. Two of them, since the last one was gone before all were there."],
      [screen, "It was good!"],
    ])) {
      await page.fill("#text", text);
      await page.press("#text", "Enter");
      await screen.locator(".message:not(.waits)", { hasText: text }).waitFor();
    }
    await phone.evaluate("scrollTo(0, 0)");
    return { screen, phone };
  },
  async playground(open) {
    const screen = await open("/playground?room=K7PX", SCREEN);
    await screen.frameLocator("#carol").locator("#title", { hasText: "Carol" }).waitFor();
    await screen.click("#snippets >> text=Ask");
    await screen.click("#run");
    await screen.locator("#output .result").waitFor();
    return { screen };
  },
};

/**
 * @param {Page} page
 * @param {string | undefined} key
 * @param {number} time
 */
async function walk(page, key = "", time = 0) {
  await page.keyboard.down(key);
  await page.waitForTimeout(time);
  await page.keyboard.up(key);
}

/**
 * @param {Page} page
 * @param {string[]} tools
 */
async function pick(page, ...tools) {
  for (const tool of tools) await page.getByLabel(tool).check({ force: true });
}

/**
 * @param {Page} page
 * @param {number[][]} places
 */
async function drawLine(page, places) {
  await page.evaluate("scrollTo(0, 0)");
  const box = await page.locator("#paper").boundingBox();
  if (!box) throw new Error("the paper is not shown");
  for (const [index, [x = 0, y = 0]] of places.entries()) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height, { steps: 3 });
    if (index === 0) await page.mouse.down();
  }
  await page.mouse.up();
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
function ring(x, y, radius) {
  return Array.from({ length: 40 }, (_, i) => {
    const angle = (i / 39) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + (radius * 4 * Math.sin(angle)) / 3];
  });
}
