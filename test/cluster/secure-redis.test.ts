import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../support/certificate";
import { getRequest } from "../support/messages";
import { type RedisServer, startSecureRedis } from "../support/redis";
import { isJoined, type ServiceProcess, startServiceProcess } from "../support/service-processes";
import { until } from "../support/until";
import { connectWebSocket, registered } from "../support/wire-client";

let folder: string;
let redis: RedisServer;
let services: ServiceProcess[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "jqluster-redis-"));
  const { key, cert } = makeCertificate();
  writeFileSync(join(folder, "key.pem"), key);
  writeFileSync(join(folder, "cert.pem"), cert);
  redis = await startSecureRedis(folder, "--requirepass", "open sesame");
});

beforeEach(() => {
  services = [];
});

afterEach(() => Promise.all(services.map((service) => service.stop())));

afterAll(async () => {
  await redis.stop();
  rmSync(folder, { recursive: true });
});

async function start(environment: NodeJS.ProcessEnv): Promise<ServiceProcess> {
  const url = new URL(redis.url);
  url.password = "open sesame";
  const service = await startServiceProcess({ ...environment, JQLUSTER_REDIS: url.href });
  services.push(service);
  return service;
}

test("services that trust the certificate reach each other by TLS, with a password", async () => {
  const trusting = { NODE_EXTRA_CA_CERTS: join(folder, "cert.pem") };
  const [one, two] = await Promise.all([start(trusting), start(trusting)]);
  await Promise.all([isJoined(one), isJoined(two)]);
  const alice = await registered(await connectWebSocket(`ws://${one.address}/jqluster`), "Alice");
  const bob = await registered(await connectWebSocket(`ws://${two.address}/jqluster`), "Bob");
  const request = getRequest("Alice", "Bob");
  alice.send(request);
  expect(await bob.next()).toEqual(request);
});

test("one that does not trust it says so, and serves its own pages", async () => {
  const service = await start({ NODE_EXTRA_CA_CERTS: "" });
  await until(() =>
    /error: Redis at 127\.0\.0\.1:\d+ is away \(.*certificate/.test(service.command.printed()),
  );
  expect(await service.health()).toMatchObject({ status: "degraded", parts: { backplane: "down" } });
  expect(service.command.printed()).not.toContain("sesame");
});
