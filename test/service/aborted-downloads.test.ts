import { createServer } from "node:http";
import { connect } from "node:net";
import express from "express";
import { createRouter } from "../../src/attach/serve-files";
import { listen, stop } from "../support/listening";
import { rawGet } from "../support/raw-get";

describe("a download that is given up", () => {
  it("is no error to anybody, in a site's own Express as well", async () => {
    const errors: unknown[] = [];
    const app = express();
    app.use("/jqluster", createRouter());
    app.use(((error: unknown, _request, response, _next) => {
      errors.push(error);
      response.destroy();
    }) satisfies express.ErrorRequestHandler);
    const server = createServer(app);
    const address = await listen(server);
    const { hostname, port } = new URL(`http://${address}`);
    for (let i = 0; i < 20; i++) {
      const socket = connect(Number(port), hostname);
      const closed = new Promise((resolve) => socket.on("close", resolve));
      socket.write("GET /jqluster/jqluster.js HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));
      await new Promise<void>((resolve) => socket.once("data", () => resolve()));
      socket.resetAndDestroy();
      await closed;
    }
    expect((await rawGet(`http://${address}`, "/jqluster/jqluster.js")).status).toBe(200);
    expect(errors).toEqual([]);
    await stop(server);
  });
});
