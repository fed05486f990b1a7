import { createServer, type RequestListener, type Server } from "node:http";
import express5 from "express";
import express4 from "express-4";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import { listen, stop } from "../support/listening";
import { createReverseProxy, type ProxyOptions } from "../support/reverse-proxy";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

const EXPRESS = { "Express 4": express4, "Express 5": express5 };

describe.each(Object.entries(EXPRESS))("the router in %s", (_version, express) => {
  async function withSite(
    makeApp: (jqluster: AttachedJqluster) => RequestListener,
    use: (url: string) => Promise<void>,
  ): Promise<void> {
    const server = createServer();
    const jqluster = attachJqluster(server);
    server.on("request", makeApp(jqluster));
    await use(`http://${await listen(server)}`);
    await jqluster.close();
    await stop(server);
  }

  it.each(["/jqluster", "/", "/some/deep/path"])("serves the browser script below %s", (path) =>
    withSite(
      (jqluster) => express().use(path, jqluster.router),
      async (url) => {
        const base = `${url}${path === "/" ? "" : path}`;
        for (const file of ["jqluster.js", "jqluster.min.js"]) {
          const answer = await fetch(`${base}/${file}`);
          expect(answer.status).toBe(200);
          expect(answer.headers.get("content-type")).toMatch(/javascript/);
          expect(await answer.text()).toContain("jqluster");
        }
      },
    ),
  );

  it("leaves everything else to the site, in a router of the site too", () =>
    withSite(
      (jqluster) => {
        const router = express.Router().use("/jqluster", jqluster.router);
        router.get("/jqluster/own", (_request, response) => {
          response.send("the site");
        });
        return express().use("/app", router);
      },
      async (url) => {
        expect((await fetch(`${url}/app/jqluster/jqluster.js`)).status).toBe(200);
        expect(await (await fetch(`${url}/app/jqluster/own`)).text()).toBe("the site");
        expect((await fetch(`${url}/app/jqluster/other.js`)).status).toBe(404);
        expect((await fetch(`${url}/app/jqluster/jqluster.js`, { method: "POST" })).status).toBe(404);
      },
    ));
});

describe("a site below a prefix", () => {
  const app = express5().get(["/page", "/app/page"], (_request, response) => {
    response.send("the site");
  });

  it.each<[string, Pick<ProxyOptions, "strip">, AttachOptions]>([
    ["that the proxy takes off", { strip: true }, {}],
    [
      "that the proxy hands on",
      { strip: false },
      { socketIoPath: "/app/socket.io", websocketPath: "/app/jqluster" },
    ],
  ])("%s is reached by every transport", async (_how, { strip }, options) => {
    const site: Server = createServer(app);
    const jqluster = attachJqluster(site, options);
    const proxy = createReverseProxy({ prefix: "/app", strip, target: await listen(site) });
    const address = await listen(proxy);
    const path = "/app/socket.io";
    const pages = [
      await registered(await connectSocketIo(`http://${address}`, ["polling"], { path }), "Alice"),
      await registered(await connectSocketIo(`http://${address}`, ["websocket"], { path }), "Alice"),
      await registered(
        await connectWebSocket(`ws://${address}/app/jqluster`, { origin: `http://${address}` }),
        "Alice",
      ),
    ];
    expect(await (await fetch(`http://${address}/app/page`)).text()).toBe("the site");
    await jqluster.close();
    await Promise.all(pages.map((page) => page.closed));
    expect(await (await fetch(`http://${address}/app/page`)).text()).toBe("the site");
    await stop(proxy);
    await stop(site);
  });
});
