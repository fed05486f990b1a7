import { hostname } from "node:os";
import type { ServiceOptions } from "../../src/options/options";
import { createService, type Service } from "../../src/service/service";
import { ask } from "../support/ask";
import { stopTime } from "../support/fake-time";
import { connectWebSocket } from "../support/wire-client";

let service: Service;
let address: string;

async function start(options: Partial<ServiceOptions> = {}): Promise<void> {
  service = createService({ port: 0, ...options });
  address = new URL((await service.listen()).url).host;
}
afterEach(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) => ask(address, { path }, headers);

describe("the pages of the service", () => {
  const PATHS = ["/", "/healthz", "/jqluster/jqluster.js", "/no-such-page", "/%"];

  it.each(PATHS)("come with security headers: %s", async (path) => {
    await start();
    const { headers } = await get(path);
    expect(headers["content-security-policy"]?.toString().split(";")).toEqual([
      "default-src 'self'",
      "script-src 'self'",
      "script-src-attr 'none'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ws://${address} wss://${address}`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'self'",
    ]);
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "no-referrer",
    });
    expect(headers).not.toHaveProperty("x-powered-by");
    expect(headers).not.toHaveProperty("server");
    // Nothing here forces HTTPS on a host that speaks HTTP.
    expect(headers).not.toHaveProperty("strict-transport-security");
    expect(headers["content-security-policy"]).not.toContain("upgrade-insecure-requests");
  });

  it("let no Host header into their policy that could change it", async () => {
    await start({ allowHost: "*" });
    const { headers } = await get("/", { host: "a;script-src *" });
    expect(headers["content-security-policy"]).toContain("connect-src 'self' 'none';");
    expect(headers["content-security-policy"]).not.toContain("script-src *");
  });

  it("include a script that other sites may load", async () => {
    await start();
    expect((await get("/jqluster/jqluster.js")).headers["cross-origin-resource-policy"]).toBe("cross-origin");
    expect((await get("/")).headers["cross-origin-resource-policy"]).toBe("same-origin");
  });

  it.each(PATHS)("are not given out on the loopback under a name made to point to it: %s", async (path) => {
    await start();
    const { status, text } = await get(path, { host: "evil.example" });
    expect(status).toBe(403);
    expect(text).toBe(
      "This server answers to the names localhost, 127.0.0.1, [::1], not to evil.example. " +
        "To let it be used as evil.example, start it with --allow-host evil.example\n",
    );
  });

  it.each(["localhost", "127.0.0.1:9", "[::1]"])("are given out on the loopback as %s", async (host) => {
    await start();
    expect((await get("/healthz", { host })).status).toBe(200);
  });

  it("are given out under the names that were allowed, and the loopback's", async () => {
    await start({ allowHost: ["demo.example"] });
    for (const host of ["demo.example", "DEMO.example:80", "localhost"]) {
      expect((await get("/healthz", { host })).status).toBe(200);
    }
    expect((await get("/healthz", { host: "evil.example" })).status).toBe(403);
  });

  it("are given out to the local network under names that no foreign site can have, and no others", async () => {
    await start({ host: "0.0.0.0", allowHost: ["demo.example"] });
    const { port } = new URL(`http://${address}`);
    const own = [
      "192.0.2.7",
      `192.0.2.7:${port}`,
      "[2001:db8::1]:80",
      "localhost",
      "tv.local",
      "TV.LOCAL.:3000",
    ];
    for (const host of [...own, hostname(), "a.localhost", "demo.example"]) {
      expect([host, (await get("/healthz", { host })).status]).toEqual([host, 200]);
    }
    const foreign = [
      "evil.example",
      `${hostname()}.evil.example`,
      "local",
      "evillocal",
      "192.0.2.7.evil.example",
    ];
    for (const host of [...foreign, "1.2.3", "[evil]", "tv.local.evil.example", "x.demo.example"]) {
      expect([host, (await get("/healthz", { host })).status]).toEqual([host, 403]);
      expect((await get("/socket.io/?EIO=4&transport=polling", { host })).status).toBe(403);
      const upgrade = ask(
        address,
        { path: "/jqluster", isUpgrade: true },
        { host, origin: `http://${host}` },
      );
      expect((await upgrade).status).toBe(403);
    }
    expect((await get("/", { host: "evil.example" })).text).toMatch(
      /names localhost, .*demo\.example, IP addresses, \*\.local, not to evil\.example\..*--allow-host evil\.example/,
    );
  });

  it("are given out to the local network under any name when that is wanted", async () => {
    await start({ host: "0.0.0.0", allowHost: "*" });
    expect((await get("/healthz", { host: "anything.example" })).status).toBe(200);
  });
});

it("keeps an idle connection longer than most proxies do, and says so", async () => {
  await start();
  const { headers } = await get("/healthz", { connection: "keep-alive" });
  const [, seconds] = /^timeout=(\d+)$/.exec(String(headers["keep-alive"])) ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});

describe("a service that stops", () => {
  it("says so at /healthz and lets nobody in, while it closes the pages it has", async () => {
    await start({ stopTimeout: 30_000 });
    const pages = await Promise.all(
      Array.from({ length: 3 }, () => connectWebSocket(`ws://${address}/jqluster`)),
    );
    // The pages leave one after the other, and the last one not before the answers are here.
    stopTime();
    const stopped = service.close();
    try {
      const health = await get("/healthz", { connection: "keep-alive" });
      expect(health).toMatchObject({ status: 503, text: expect.stringContaining('"status":"draining"') });
      // Else the next request of this connection might meet its end.
      expect(health.headers).toMatchObject({ connection: "close" });
      for (const path of ["/socket.io/?EIO=4&transport=polling"]) {
        expect(await get(path)).toMatchObject({ status: 503, text: "The server stops\n" });
      }
      await expect(connectWebSocket(`ws://${address}/jqluster`)).rejects.toThrow("503");
    } finally {
      await jest.advanceTimersByTimeAsync(30_000);
      jest.useRealTimers();
    }
    await Promise.all(pages.map(({ closed }) => closed));
    await stopped;
  });
});
