import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { JqlusterServer } from "../../src/core";
import { getRequest, register } from "../support/messages";

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

function runRounds(server: JqlusterServer, rounds: number): void {
  for (let round = 0; round < rounds; round++) {
    const node = `node ${round} ${"x".repeat(200)}`;
    for (const uniqueId of [`${round}a`, `${round}b`]) {
      server.register({ uniqueId, message: register(node), sender: () => {} });
    }
    server.distribute(getRequest(node, node), { source: `${round}a` });
    server.distribute(getRequest(node, "nobody"), { source: `${round}a` });
    for (const uniqueId of [`${round}a`, `${round}b`]) server.unregister(uniqueId);
  }
}

describe("2,000 rounds of register and unregister", () => {
  it("leave the registry empty and the heap flat", () => {
    const server = new JqlusterServer();
    runRounds(server, 2_000);
    const before = heapUsed();
    runRounds(server, 2_000);
    const grown = heapUsed() - before;
    expect(server.counts).toEqual({ connections: 0, nodes: 0, pendingRequests: 0 });
    // One round kept alive holds more than 1 KiB, so 2,000 leaked rounds would be over 2 MiB.
    expect(grown).toBeLessThan(500_000);
  });
});
