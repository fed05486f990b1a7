import { now, sleep } from "./history";
import type { SimulatedPage } from "./page";
import type { World } from "./world";

type Act = (world: World, page: SimulatedPage) => void;

function ask(world: World, page: SimulatedPage): void {
  const { between, chance, one } = world.choices;
  const target = one(world.nodeIds) ?? page.nodeId;
  const count = chance(0.1) ? between(30, 150) : between(1, 8);
  const toPage = chance(0.2) ? world.pages.get(target) : undefined;
  for (let i = 0; i < count; i++) {
    const isLarge = chance(0.01);
    page.ask(target, toPage, isLarge ? world.plan.limits.maxMessageBytes * 3 : between(0, 600));
  }
}

function listen(world: World, page: SimulatedPage): void {
  page.listen(world.choices.one(world.nodeIds) ?? page.nodeId);
}

function fire(world: World, page: SimulatedPage): void {
  for (let i = world.choices.between(1, 10); i > 0; i--) page.fire();
}

function watch(world: World, page: SimulatedPage): void {
  page.watch(world.choices.one(world.nodeIds) ?? page.nodeId);
}

function cut(world: World, page: SimulatedPage): void {
  const { between, chance } = world.choices;
  world.history.note(`fault: ${page.name} is cut`);
  page.link?.cut();
  if (chance(0.3)) world.refuse(page.nodeId, between(100, world.plan.isGentle ? 3_000 : 30_000));
  if (chance(0.2)) world.hang(page.nodeId);
  if (chance(world.plan.processes > 1 ? 0.5 : 0.1)) world.move(page.nodeId);
}

function stall(world: World, page: SimulatedPage): void {
  const milliseconds = world.choices.between(100, 8_000);
  world.history.note(`fault: ${page.name} stalls for ${milliseconds} ms`);
  page.link?.stall(milliseconds);
}

function halfOpen(world: World, page: SimulatedPage): void {
  const { between } = world.choices;
  world.history.note(`fault: ${page.name} is half-open`);
  const server = between(20_000, 45_000);
  const client = world.plan.isGentle ? between(10_000, server + 5_000) : between(20_000, 45_000);
  page.link?.halfOpen(server, client);
}

function wake(world: World, page: SimulatedPage): void {
  world.history.note(`${page.name} wakes`);
  page.node.wake();
}

function reload(world: World, page: SimulatedPage): void {
  const { between, chance } = world.choices;
  page.leave(chance(0.5) ? "leaving" : "release");
  setTimeout(() => world.load(page.nodeId), chance(0.2) ? between(5_000, 20_000) : between(1, 1_000));
}

function killProcess(world: World, _page: SimulatedPage): void {
  const { between, one } = world.choices;
  const index = between(0, world.plan.processes - 1);
  const killed = world.processes[index];
  if (!killed?.isAlive) return;
  const away = one([100, 1_000, 5_000]) ?? 0;
  world.history.note(`fault: ${killed.name} is killed`);
  world.clusterTroubles.push({ from: now(), to: now() + away + 25_000 });
  killed.kill();
  setTimeout(() => world.restart(index), away);
}

/** The pages of a process that stops go on with their sessions at another one, where there is one. */
function stopProcess(world: World, _page: SimulatedPage): void {
  const { between, one } = world.choices;
  const { processes, plan } = world;
  const index = between(0, plan.processes - 1);
  const stopping = processes[index];
  if (!stopping?.isAlive) return;
  const isAlone = ![...processes.keys()].some((other) => other !== index && world.isJoined(other));
  if (plan.isGentle && isAlone) return;
  const away = one([100, 1_000, 5_000]) ?? 0;
  world.history.note(`fault: ${stopping.name} stops`);
  if (isAlone || !world.isJoined(index)) {
    world.clusterTroubles.push({ from: now(), to: now() + away + 25_000 });
  } else world.moveFrom(index);
  void stopping.stop();
  setTimeout(() => world.restart(index), away);
}

function cutBackplane(world: World, _page: SimulatedPage): void {
  const process = world.choices.one(world.processes);
  const backplane = process?.backplane;
  if (!process?.isAlive || !backplane?.isUp) return;
  const milliseconds = world.choices.between(100, 5_000);
  world.history.note(`fault: the backplane of ${process.name} is away`);
  world.clusterTroubles.push({ from: now(), to: now() + milliseconds + 25_000 });
  backplane.cut();
  setTimeout(() => {
    if (process.isAlive && !backplane.isUp) backplane.mend();
  }, milliseconds);
}

const EVERYDAY: readonly (readonly [Act, number])[] = [
  [ask, 40],
  [fire, 12],
  [listen, 5],
  [watch, 6],
  [cut, 8],
  [stall, 5],
  [halfOpen, 2],
  [wake, 5],
  [stopProcess, 1],
];
const ROUGH: readonly (readonly [Act, number])[] = [
  ...EVERYDAY,
  [reload, 4],
  [killProcess, 1],
  [cutBackplane, 2],
];

/** Lets the pages of a world do things, and things happen to them, for a while. @returns How many. */
export async function live(world: World): Promise<number> {
  const { between, chance, one } = world.choices;
  const acts = world.plan.isGentle ? EVERYDAY : ROUGH;
  const total = acts.reduce((sum, [, weight]) => sum + weight, 0);
  const count = between(20, 120);
  for (let i = 0; i < count; i++) {
    await sleep(chance(0.1) ? between(1_000, 8_000) : between(1, 400));
    const page = one([...world.pages.values()]);
    let left = between(1, total);
    const act = acts.find(([, weight]) => {
      left -= weight;
      return left <= 0;
    });
    if (page && act && page.releasedAt === undefined) act[0](world, page);
  }
  // The last page that was left may not be back yet.
  await sleep(21_000);
  return count;
}
