import { check } from "./checker";
import { sleep } from "./history";
import { live } from "./live";
import { World } from "./world";

/** Runs the world of one seed. */
export async function simulate(
  seed: number,
): Promise<{ history: string[]; violations: string[]; operations: number }> {
  const world = new World(seed);
  const { history, plan } = world;
  history.note(`seed ${seed}: ${JSON.stringify(plan)}`);
  const operations = await live(world);
  world.heal();
  history.note("all is well from now on");
  // Long enough for the last half-open connection to be noticed, and for the sessions of pages that are gone.
  await sleep(70_000);
  check(world);
  return { history: history.lines, violations: history.violations, operations };
}
