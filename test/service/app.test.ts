import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { LogLevel, Middleware } from "../../src";
import { createApp } from "../../src/service/app";
import { rawGet } from "../support/raw-get";

describe("the Express app", () => {
  async function withApp(
    router: Middleware,
    draining: boolean,
    use: (url: string, log: LogLevel[]) => Promise<void>,
  ): Promise<void> {
    const log: LogLevel[] = [];
    const app = createApp({
      router,
      health: () => ({
        status: draining ? "draining" : "ok",
        parts: { connections: 0, nodes: 0, pendingRequests: 0 },
      }),
      metrics: async () => "",
      logger: (level) => log.push(level),
    });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, log);
    await new Promise((resolve) => server.close(resolve));
  }

  it("answers /healthz with 503 while it is draining, so that load balancers look elsewhere", () =>
    withApp(
      (_request, _response, next) => next(),
      true,
      async (url) => {
        expect(await rawGet(url, "/healthz")).toMatchObject({
          status: 503,
          body: expect.stringContaining('"status":"draining"'),
        });
      },
    ));

  it("logs what fails and tells strangers nothing of it", () => {
    const fail = () => {
      throw new Error("a secret");
    };
    return withApp(fail, false, async (url, log) => {
      const { status, body } = await rawGet(url, "/jqluster/fails");
      expect(status).toBe(500);
      expect(body).not.toMatch(/secret|Error|at /);
      expect(log).toEqual(["error"]);
    });
  });
});
