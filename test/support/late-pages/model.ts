import type { Backplane } from "../../../src/core";
import { MemoryBus } from "../memory-backplane";
import { MemoryStorage } from "../memory-storage";
import { startModelProcess } from "./processes";
import { type Abilities, check } from "./program";
import { Stage } from "./stage";

/** How many processes the models with several have. */
const PROCESSES = 3;

let rooms = 0;

/** Checks programs on one process. */
export async function checkOneProcess(runs: number): Promise<void> {
  const process = startModelProcess();
  await check({ processes: 1, cuts: false, moves: false }, runs, (program) => {
    rooms += 1;
    return new Stage({ processes: [process], room: `run ${rooms}`, isRemote: false }).run(program);
  });
  expect(process.rooms.counts).toMatchObject({ rooms: 0, connections: 0 });
  process.close();
}

/** Checks programs on processes that are objects joined by text, and are cut off now and then. */
export async function checkCutProcesses(runs: number): Promise<void> {
  await check({ processes: PROCESSES, cuts: true, moves: true }, runs, async (program) => {
    const bus = new MemoryBus({ storage: new MemoryStorage() });
    const ends = Array.from({ length: PROCESSES }, () => bus.connect());
    const processes = ends.map((end) => startModelProcess(end));
    const setJoined = (number: number, isJoined: boolean) => {
      const end = ends[number];
      if (end?.isUp === isJoined) return;
      if (isJoined) end?.mend();
      else end?.cut();
    };
    await new Stage({ processes, room: "run", isRemote: false, setJoined }).run(program);
    for (const process of processes) process.close();
    for (const end of ends) await end.close();
  });
}

/** Checks programs on processes that a real backplane joins. */
export async function checkBackplane(connect: () => Promise<Backplane>, runs: number): Promise<void> {
  const backplanes: Backplane[] = [];
  for (let i = 0; i < PROCESSES; i++) backplanes.push(await connect());
  const processes = backplanes.map((backplane) => startModelProcess(backplane));
  const abilities: Abilities = { processes: PROCESSES, cuts: false, moves: true };
  await check(abilities, runs, (program) => {
    rooms += 1;
    return new Stage({ processes, room: `run ${rooms}`, isRemote: true }).run(program);
  });
  for (const process of processes) process.close();
  for (const backplane of backplanes) await backplane.close();
}
