import { createService, type Service } from "../../src/service/service";
import { message } from "../support/messages";
import { rawGet } from "../support/raw-get";
import { connectWebSocket, registered } from "../support/wire-client";

describe("the HTTP side of the service", () => {
  let service: Service;
  let url: string;

  beforeEach(async () => {
    service = createService({ port: 0 });
    ({ url } = await service.listen());
  });
  afterEach(() => service.close());

  it.each([
    ["/jqluster/jqluster.js", /javascript/],
    ["/jqluster/jqluster.min.js", /javascript/],
    ["/jqluster/jquery.min.js", /javascript/],
    ["/healthz", /json/],
    ["/", /html/],
    ["/index.html", /html/],
  ])("serves %s", async (path, type) => {
    const answer = await rawGet(url, path);
    expect(answer).toMatchObject({ status: 200, type: expect.stringMatching(type) });
    expect(answer.body).not.toBe("");
    expect(answer.headers).not.toHaveProperty("x-powered-by");
    expect(await rawGet(url, path, "HEAD")).toMatchObject({ status: 200, body: "" });
  });

  it.each([
    "/no-such-page",
    "/jqluster",
    "/jqluster/",
    "/jqluster/index.html",
    "/jqluster/jqluster.js.map",
    "/package.json",
    "/shared",
    "/shared/",
    "/../package.json",
    "/%2e%2e/package.json",
    "/..%2fpackage.json",
    "/jqluster/..%2f..%2fpackage.json",
    "/.git/config",
    "/__proto__",
  ])("answers %s with 404 and no more", async (path) => {
    const { status, body } = await rawGet(url, path);
    expect([404, 403]).toContain(status);
    expect(body.length).toBeLessThan(100);
    expect(body).not.toContain("node_modules");
  });

  it.each(["/%", "/%ff", "/%00", "/jqluster/%c0%ae"])(
    "answers the broken path %s in one short line",
    async (path) => {
      const { status, body } = await rawGet(url, path);
      expect([400, 404]).toContain(status);
      expect(body).toMatch(/^[\w ]+\n$/);
    },
  );

  it("says that it is well", async () => {
    expect(JSON.parse((await rawGet(url, "/healthz")).body)).toEqual({
      status: "ok",
      parts: { rooms: 0, connections: 0, nodes: 0, pendingRequests: 0 },
    });
  });

  it("gives Prometheus what it counts", async () => {
    const { body, type } = await rawGet(url, "/metrics");
    expect(type).toMatch("text/plain; version=0.0.4");
    for (const name of [
      "jqluster_nodes 0",
      "jqluster_rooms 0",
      "jqluster_kept_bytes 0",
      "jqluster_pending_requests 0",
      'jqluster_network_bytes_total{direction="in"}',
      "jqluster_delivery_seconds_count 0",
      "nodejs_eventloop_lag_seconds",
    ]) {
      expect(body).toContain(name);
    }
  });

  it("counts what went over the network, also of WebSockets and of connections that have ended", async () => {
    const received = async () => {
      const { body } = await rawGet(url, "/metrics");
      return Number(/^jqluster_network_bytes_total\{direction="in"\} (\d+)/m.exec(body)?.[1]);
    };
    const page = await registered(await connectWebSocket(`${url.replace("http", "ws")}jqluster`), "Alice");
    const text = "x".repeat(20_000);
    page.send(message("signal", "Alice", "Alice", { text }));
    await page.next();
    const open = await received();
    expect(open).toBeGreaterThan(text.length);
    page.close();
    await page.closed;
    expect(await received()).toBeGreaterThanOrEqual(open);
  });

  it("gives the same address to a second listen, and one end to two closes", async () => {
    expect((await service.listen()).url).toBe(url);
    await Promise.all([service.close(), service.close()]);
    await expect(fetch(url)).rejects.toThrow();
  });

  it("can be closed before it listens and while it begins to listen", async () => {
    await createService({ port: 0 }).close();
    const beginning = createService({ port: 0 });
    const listening = beginning.listen();
    await beginning.close();
    await expect(fetch((await listening).url)).rejects.toThrow();
  });

  it("tells when its port is taken, and can be closed then", async () => {
    const second = createService({ port: Number(new URL(url).port) });
    await expect(second.listen()).rejects.toMatchObject({ code: "EADDRINUSE" });
    await second.close();
  });

  it("names an IPv6 address in brackets", async () => {
    const onIpv6 = createService({ port: 0, host: "::1" });
    const { url: address } = await onIpv6.listen();
    expect(address).toMatch(/^http:\/\/\[::1\]:\d+\/$/);
    expect((await fetch(`${address}healthz`)).status).toBe(200);
    await onIpv6.close();
  });
});
