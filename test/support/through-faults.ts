import { FAULTS, type Fault, type FaultProxy } from "./fault-proxy";
import { pick, seededRandom } from "./seeded-random";

/** What {@link throughFaults} does. */
export interface ThroughFaults {
  /** How many numbers are said. */
  readonly count: number;
  /** How many faults happen while they are said. */
  readonly faults: number;
  readonly say: (number: number) => void;
  /** Called when a fault is over. */
  readonly healed: () => void;
}

/**
 * Says numbers from 0 on while faults happen, at times and in an order that are the same each time: each kind once before
 * any happens again.
 *
 * @returns How many faults there were of each kind.
 */
export async function throughFaults(
  proxy: FaultProxy,
  { count, faults, say, healed }: ThroughFaults,
): Promise<Record<string, number>> {
  const random = seededRandom(7);
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const byKind: Record<string, number> = {};
  let kinds: readonly Fault[] = [];
  let said = 0;
  for (let done = 0; said < count || done < faults; done++) {
    const end = Math.min(count, Math.ceil((count * (done + 1)) / faults));
    for (; said < end; said++) {
      say(said);
      if (said % 7 === 0) await pause(random() * 4);
    }
    if (kinds.length === 0) kinds = FAULTS;
    const fault = pick(random, kinds);
    kinds = kinds.filter((kind) => kind !== fault);
    byKind[fault] = (byKind[fault] ?? 0) + 1;
    proxy.break(fault);
    await pause(random() * 60);
    proxy.heal();
    healed();
    await pause(random() * 150);
  }
  return byKind;
}

/** What became of numbers that were said from 0 on: how many came, never came, came again, and came after a larger one. */
export function fateOf(numbers: readonly number[], count: number) {
  const seen = new Set<number>();
  let doubled = 0;
  let outOfOrder = 0;
  let largest = -1;
  for (const number of numbers) {
    if (seen.has(number)) doubled += 1;
    else if (number < largest) outOfOrder += 1;
    seen.add(number);
    largest = Math.max(largest, number);
  }
  return { arrived: seen.size, lost: count - seen.size, doubled, "out of order": outOfOrder };
}
