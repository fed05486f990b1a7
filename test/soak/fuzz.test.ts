import { fuzzer } from "../support/fuzz";
import { FUZZED_TRANSPORTS } from "../support/fuzzed-transports";
import { startHonestPair } from "../support/honest-pair";
import { type MeasuredService, startMeasuredService } from "../support/measured-service";
import { seededRandom } from "../support/seeded-random";
import { report, sized } from "../support/soak";

const INPUTS = sized(1_000, 100_000);
/** So many inputs on one connection at most, so that there are many connections as well. */
const INPUTS_A_CONNECTION = 2_000;
const SEED = 20_261_123;

describe.each(Object.entries(FUZZED_TRANSPORTS))("fuzzed input over %s", (how, attack) => {
  let service: MeasuredService;
  beforeEach(async () => {
    // Without a limit all of it gets as far as it can.
    service = await startMeasuredService({ rateLimit: 0, maxUnsentBytes: 0 });
  });
  // Fails when the service has ended, or has said anything on standard error.
  afterEach(() => service.stop());

  it("harms neither the service nor the honest pair", async () => {
    const { address } = service;
    const fuzz = fuzzer(seededRandom(SEED));
    const pair = await startHonestPair(address);
    let sent = 0;
    let connections = 0;
    while (sent < INPUTS) {
      sent += await attack(address, fuzz, Math.min(INPUTS_A_CONNECTION, INPUTS - sent));
      connections += 1;
    }
    await pair.nextRoundTrip();
    const { observed, counts } = await service.measure();
    const { count, worst, failures } = await pair.stop();
    expect(failures).toEqual([]);
    expect(count).toBeGreaterThan(0);
    expect(counts.nodes).toBeLessThanOrEqual(3);
    expect(observed.refused.malformed).toBeGreaterThan(0);
    expect(observed.refused["forged sender"]).toBeGreaterThan(0);
    expect(observed.refused["internal error"]).toBeUndefined();
    report(`Fuzzed input over ${how}`, {
      inputs: sent,
      connections,
      refused: Object.values(observed.refused).reduce((sum, each) => sum + each, 0),
      "round trips of the honest pair": count,
      "worst in ms": worst,
    });
  });
});
