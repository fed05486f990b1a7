import { ENGINE_NAMES, type Engine, launchEngine } from "../support/engines";
import { GROUPS } from "./behaviours";
import { openStage, type Stage } from "./behaviours/scene";

describe.each(ENGINE_NAMES)("in %s", (name) => {
  let engine: Engine;
  let stage: Stage;
  beforeAll(async () => {
    engine = await launchEngine(name);
    stage = await openStage(engine);
  });
  afterEach(() => stage.clear());
  afterAll(async () => {
    await stage.close();
    await engine.close();
  });

  describe.each(GROUPS)("$title", ({ behaviours }) => {
    test.each(behaviours)("$what", async ({ needs = "true", lacking = [], check }) => {
      const scene = stage.scene();
      const [page] = await scene.pages(1);
      const isThere = await page?.run(`return !!(${needs})`);
      expect(isThere).toBe(!lacking.includes(name));
      if (isThere) await check(scene);
    });
  });
});
