import { ENGINE_NAMES, type Engine, type EngineName, launchEngine } from "../support/engines";
import { GROUPS } from "./behaviours";
import { openStage, type Stage } from "./behaviours/scene";
import { ALL_BROWSERS } from "./extent";
import { documentedRows, Results } from "./table";

const results = new Results();

/**
 * The engines that try the behaviours by turns under `npm test`: more often those that take less time for it. What the one
 * whose turn it is lacks, Chromium tries as well.
 */
const TURNS: readonly EngineName[] = [
  ...(["qtwebkit", "chromium", "webkitgtk", "qtwebkit", "firefox", "webkitgtk"] as const),
  ...(["qtwebkit", "chromium", "webkitgtk", "qtwebkit", "chromium", "webkitgtk"] as const),
];
function isTried(engine: EngineName, behaviour: number, lacking: readonly EngineName[] = []): boolean {
  const turn = TURNS[behaviour % TURNS.length] ?? "chromium";
  return ALL_BROWSERS || engine === turn || (engine === "chromium" && lacking.includes(turn));
}

const BEHAVIOURS = GROUPS.flatMap(({ title, behaviours }) =>
  behaviours.map((behaviour) => ({ title, ...behaviour })),
);

describe.each(ENGINE_NAMES)("in %s", (name) => {
  let engine: Engine;
  let stage: Stage;
  beforeAll(async () => {
    engine = await launchEngine(name);
    results.engine(name, engine.title);
    stage = await openStage(engine);
  });
  afterEach(() => stage.clear());
  afterAll(async () => {
    await stage.close();
    await engine.close();
  });

  const tried = BEHAVIOURS.filter(({ lacking }, index) => isTried(name, index, lacking));
  test.each(tried)("$title: $what", async ({ title, what, needs = "true", lacking = [], check }) => {
    const scene = stage.scene();
    // What an engine lacks is looked for as well, so that nothing is left out for longer than it has to be.
    const isThere = await scene.has(needs);
    expect(isThere).toBe(!lacking.includes(name));
    if (isThere) await check(scene);
    results.add(name, title, what, isThere ? "yes" : "lacks what it needs");
  });
});

describe("the table in docs/browsers.md", () => {
  if (ALL_BROWSERS) beforeAll(() => results.write());

  test("has each behaviour, with the engines in which it holds", () => {
    const expected = GROUPS.flatMap(({ behaviours }) =>
      behaviours.map(({ what, lacking = [] }) => [
        what,
        ...ENGINE_NAMES.map((name) => (lacking.includes(name) ? "–" : "✓")),
      ]),
    );
    expect(documentedRows()).toEqual(expected);
  });

  test("has none that is not tried in an engine that has what it needs", () => {
    const untried = BEHAVIOURS.filter(
      ({ lacking = [] }, index) =>
        !ENGINE_NAMES.some((name) => isTried(name, index, lacking) && !lacking.includes(name)),
    );
    expect(untried.map(({ what }) => what)).toEqual([]);
  });

  test("has at least a hundred", () => {
    expect(documentedRows().length).toBeGreaterThanOrEqual(100);
  });
});
