import { ENGINE_NAMES, type Engine, launchEngine } from "../support/engines";
import { GROUPS } from "./behaviours";
import { openStage, type Stage } from "./behaviours/scene";
import { ALL_BROWSERS } from "./extent";
import { documentedRows, Results } from "./table";

const results = new Results();

/** Under `npm test` each engine but the first has every sixth behaviour, and each begins at another one. */
const PART = 6;
const isTried = (engine: number, behaviour: number) =>
  ALL_BROWSERS || engine === 0 || behaviour % PART === engine % PART;

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

  const tried = BEHAVIOURS.filter((_, index) => isTried(ENGINE_NAMES.indexOf(name), index));
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

  test("has at least a hundred", () => {
    expect(documentedRows().length).toBeGreaterThanOrEqual(100);
  });
});
