import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import connect from "connect";
import express from "express";
import session from "express-session";
import fastify, { type FastifyServerFactory } from "fastify";
import { Hono } from "hono";
import Koa from "koa";
import polka from "polka";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import { type Middleware, serveFiles } from "../../src/attach/serve-files";
import { listen, stop } from "../support/listening";
import { getRequest } from "../support/messages";
import { openAndLeave } from "../support/polling-session";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

/** Ends what the test at hand has opened, the last first: also where it fails. */
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A jQluster on a server, which both end with the test. */
function attached(server: Server, options: AttachOptions = {}): AttachedJqluster {
  const jqluster = attachJqluster(server, options);
  opened.push(
    () => stop(server),
    () => jqluster.close(),
  );
  return jqluster;
}

/** Checks that pages reach each other, by both transports. */
async function expectPagesMeet(address: string): Promise<void> {
  const alice = await registered(await connectSocketIo(`http://${address}`, ["polling"]), "Alice");
  const bob = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Bob");
  const request = getRequest("Alice", "Bob");
  alice.send(request);
  expect(await bob.next()).toEqual(request);
  for (const page of [alice, bob]) page.close();
  await Promise.all([alice.closed, bob.closed]);
}

async function expectScripts(address: string): Promise<void> {
  const script = await fetch(`http://${address}/jqluster/jqluster.min.js`);
  expect([script.status, script.headers.get("content-type")]).toEqual([
    200,
    "text/javascript; charset=utf-8",
  ]);
  expect(await script.text()).toContain("jqluster");
}

const notFound = (_request: IncomingMessage, response: ServerResponse) => {
  response.statusCode = 404;
  response.end("the site");
};

/** How each framework that takes `(request, response, next)` mounts the router. */
const MOUNTED: { readonly [name: string]: (router: Middleware) => RequestListener } = {
  "plain node:http": (router) => (request, response) => {
    const { url = "" } = request;
    if (!url.startsWith("/jqluster/")) {
      notFound(request, response);
      return;
    }
    request.url = url.slice("/jqluster".length);
    router(request, response, () => notFound(request, response));
  },
  Connect: (router) => connect().use("/jqluster", router).use(notFound),
  Polka: (router) => polka({ onNoMatch: notFound }).use("/jqluster", router).handler as RequestListener,
  Express: (router) => express().use("/jqluster", router).use(notFound),
};

test.each(Object.entries(MOUNTED))("the router works in %s, and pages meet", async (_name, mounted) => {
  const server = createServer();
  const jqluster = attached(server);
  server.on("request", mounted(jqluster.router));
  const address = await listen(server);
  await expectScripts(address);
  expect((await fetch(`http://${address}/jqluster/none.js`)).status).toBe(404);
  expect(await (await fetch(`http://${address}/other`)).text()).toBe("the site");
  await expectPagesMeet(address);
});

test("a router that is called without next answers by itself what is not its own", async () => {
  const server = createServer();
  const { router } = attached(server);
  server.on("request", (request, response) => router(request, response));
  const address = await listen(server);
  expect((await fetch(`http://${address}/jqluster.min.js`)).status).toBe(200);
  const answers = await Promise.all([
    fetch(`http://${address}/none.js`),
    fetch(`http://${address}/jqluster.js`, { method: "POST" }),
    fetch(`http://${address}/`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  expect(await answers[0]?.text()).toBe("Not Found\n");
});

test("a router that is called without next answers an error by itself, and warns of it", async () => {
  const server = createServer();
  const files = serveFiles("/no/such/folder", (path) => [path]);
  server.on("request", (request, response) => files(request, response));
  opened.push(() => stop(server));
  const warn = jest.spyOn(process, "emitWarning").mockReturnValue();
  opened.push(() => warn.mockRestore());
  expect((await fetch(`http://${await listen(server)}/a.js`)).status).toBe(500);
  expect(warn.mock.calls).toEqual([
    [expect.stringMatching(/^a file could not be sent: .*ENOENT/), "JqlusterWarning"],
  ]);
});

test("a Koa site keeps its server", async () => {
  const app = new Koa();
  const server = createServer();
  const jqluster = attached(server);
  app.use(async (context, next) => {
    if (!context.path.startsWith("/jqluster/")) return next();
    context.respond = false;
    context.req.url = context.path.slice("/jqluster".length);
    jqluster.router(context.req, context.res, () => notFound(context.req, context.res));
  });
  server.on("request", app.callback());
  const address = await listen(server);
  await expectScripts(address);
  await expectPagesMeet(address);
});

test("a Hono site on Node", async () => {
  const server = serve({ fetch: new Hono().get("/", (c) => c.text("the site")).fetch, port: 0 }) as Server;
  attached(server);
  await new Promise<void>((resolve) => {
    if (server.listening) resolve();
    else server.once("listening", resolve);
  });
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await (await fetch(`http://${address}/`)).text()).toBe("the site");
  await expectPagesMeet(address);
});

test("a Fastify site that listens on both loopback addresses", async () => {
  let first: Server | undefined;
  const serverFactory: FastifyServerFactory = (handler) => {
    const own = first;
    if (!own) {
      first = createServer(handler);
      return first;
    }
    return createServer((request, response) => own.emit("request", request, response)).on(
      "upgrade",
      (request, socket, head) => own.emit("upgrade", request, socket, head),
    );
  };
  const app = fastify({ serverFactory });
  app.get("/", async () => "the site");
  const jqluster = attachJqluster(app.server);
  opened.push(
    () => app.close(),
    () => jqluster.close(),
  );
  await app.listen({ port: 0, host: "localhost" });
  for (const listening of app.addresses()) {
    if (typeof listening === "string") throw new Error("listens on a pipe");
    const { address, port, family } = listening;
    const name = family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
    expect(await (await fetch(`http://${name}/`)).text()).toBe("the site");
    await expectPagesMeet(name);
  }
});

test("a session of express-session decides who may register", async () => {
  const app = express();
  const sessions = session({ secret: "a secret of the test", resave: false, saveUninitialized: false });
  app.get("/login", sessions, (request, response) => {
    Object.assign(request.session, { user: "Alice" });
    response.send("logged in");
  });
  const server = createServer(app);
  attached(server, {
    authorizeRegister: ({ headers }, { nodeId }) =>
      new Promise((resolve) => {
        const request = { headers, url: "/", connection: {} } as unknown as express.Request;
        sessions(request, {} as express.Response, () =>
          resolve(Reflect.get(request.session ?? {}, "user") === nodeId),
        );
      }),
  });
  const address = await listen(server);
  const login = await fetch(`http://${address}/login`);
  const cookie = String(login.headers.get("set-cookie")).split(";")[0] ?? "";
  const known = await connectSocketIo(`http://${address}`, ["polling"], { extraHeaders: { cookie } });
  await registered(known, "Alice");
  const unknown = await connectSocketIo(`http://${address}`, ["polling"]);
  unknown.send({ message_id: "1", message_type: "register", from: "Alice", to: null });
  expect((await unknown.next()).body).toMatchObject({ error: "refused: not permitted" });
  for (const page of [known, unknown]) page.close();
  await Promise.all([known.closed, unknown.closed]);
});

test.each([
  [["https://friend.example"], "true"],
  ["*", undefined],
] as const)("with allowOrigin %j, polls with cookies are allowed: %s", async (allowOrigin, allowed) => {
  const server = createServer();
  attached(server, { allowOrigin });
  const address = await listen(server);
  const { headers } = await openAndLeave(address, { origin: "https://friend.example" });
  expect(headers["access-control-allow-credentials"]).toBe(allowed);
});
