import { createService, type Service } from "../../src/service/service";
import {
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type EnginePage,
  launchEngine,
  NARROW,
  waitFor,
} from "../support/engines";
import { ALL_BROWSERS } from "./extent";

/** Each engine with each other, and with itself. Under `npm test` each with the next one alone, in one of the demos. */
const PAIRS = ENGINE_NAMES.flatMap((one, index) =>
  ENGINE_NAMES.slice(index)
    .map((other, distance) => [one, other, distance] as const)
    .filter(([, , distance]) => ALL_BROWSERS || distance === 1),
);
const pairsFor = (demo: number) => PAIRS.filter((_, index) => ALL_BROWSERS || index % 2 === demo);

const engines = new Map<EngineName, Engine>();
let service: Service;
let url: string;
let rooms = 0;
let opened: EnginePage[] = [];

beforeAll(async () => {
  service = createService({ port: 0 });
  ({ url } = await service.listen());
  for (const name of ENGINE_NAMES) engines.set(name, await launchEngine(name));
});
beforeEach(() => {
  rooms += 1;
  opened = [];
});
afterEach(() => Promise.all(opened.map((page) => page.close())));
afterAll(async () => {
  await Promise.all([...engines.values()].map((engine) => engine.close()));
  await service.close();
});

/** Opens a page of the service, and waits until it is connected. */
async function visit(name: EngineName, path: string, size = NARROW): Promise<EnginePage> {
  const page = await engines.get(name)?.open(size);
  if (page === undefined) throw new Error(`${name} was not started`);
  opened.push(page);
  await page.goto(new URL(path, url).href);
  await waitFor(page, `window.jQuery && $(".connection").attr("data-state") === "connected"`);
  return page;
}

test.each(pairsFor(0))("the chat in %s and %s", async (one, other) => {
  const room = `P${rooms}`;
  const [ann, bea] = [await visit(one, `/chat?room=${room}`), await visit(other, `/chat?room=${room}`)];
  for (const [page, name] of [
    [ann, "Ann"],
    [bea, "Bea"],
  ] as const) {
    await page.run(`$("#name").val("")`);
    await page.type("#name", `${name}\n`);
  }
  for (const page of [ann, bea])
    await waitFor(page, `/Ann/.test($("#people").text()) && /Bea/.test($("#people").text())`);
  await ann.type("#text", "From Ann\n");
  await waitFor(bea, `$(".message:not(.waits) .said-text").text() === "From Ann"`);
  await bea.type("#text", "From Bea");
  await waitFor(ann, `/Bea is writing/.test($("#typing").text())`);
  await bea.click(".write .button");
  await waitFor(ann, `$(".message:not(.waits) .said-text").text() === "From AnnFrom Bea"`);
});

test.each(pairsFor(1))("the home example in %s and %s", async (one, other) => {
  const room = `P${rooms}`;
  const [left, right] = [
    await visit(one, `/pane?me=Alice&peer=Bob&room=${room}`),
    await visit(other, `/pane?me=Bob&peer=Alice&room=${room}`),
  ];
  for (const [here, there, colour] of [
    [left, right, "green"],
    [right, left, "orange"],
  ] as const) {
    await here.run(`$("#note").val("")`);
    await here.type("#note", `From ${here.engine}`);
    await here.click(`.swatch[value=${colour}]`);
    for (const page of [here, there]) {
      await waitFor(
        page,
        `$("#note").val() === "From ${here.engine}" && $("body").attr("data-colour") === "${colour}"`,
      );
    }
  }
});
