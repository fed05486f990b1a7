import { join } from "node:path";
import express, { type ErrorRequestHandler, type Express, type RequestHandler, Router } from "express";
import { type HostNames, hostAllowed, wrongHostText } from "../admission";
import { type Middleware, serveFiles } from "../attach/serve-files";
import { type Logger, quote } from "../core";
import { demoHome, demoPages } from "./demo-pages";
import type { ServedFolder } from "./folder";
import type { Health } from "./health";
import { loadableFromAnywhere, secureHeaders } from "./secure-headers";
import type { Tls } from "./tls";
import { trustPages } from "./tls/trust-page";

const PUBLIC = join(__dirname, "..", "..", "public");

/** What {@link createApp} needs. */
export interface AppOptions {
  /** Serves the browser script. */
  readonly router: Middleware;
  readonly logger: Logger;
  /**
   * By which names the pages may be asked for.
   * @default by any
   */
  readonly names?: "*" | HostNames;
  /** Helps the demo pages to bring phones in. */
  readonly pairing?: Router;
  readonly health: () => Health;
  /** What Prometheus reads. */
  readonly metrics: () => Promise<string>;
  /** Tells how to trust the certificate of the service. */
  readonly tls?: Pick<Tls, "authority"> | undefined;
  /** Pages of the user's own, which come before the demos. */
  readonly folder?: Pick<ServedFolder, "pages"> | undefined;
  /**
   * Whether the demo pages are served.
   * @default true
   */
  readonly demos?: boolean;
}

/** The Express app of the standalone service: demo pages, the browser script, `/healthz` and `/metrics`. */
export function createApp({
  router,
  logger,
  names = "*",
  pairing,
  health,
  metrics,
  tls,
  folder,
  demos = true,
}: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  // Pages of the user's own have policies of their own.
  app.use(folder ? ["/healthz", "/metrics", "/jqluster", "/pair"] : "/", secureHeaders());
  if (names !== "*") app.use(onlyUnder(names));
  app.get("/healthz", (_request, response) => {
    const now = health();
    // A service that is cut off from the others still serves its own pages, so it stays in the balancer.
    response.status(now.status === "draining" ? 503 : 200).json(now);
  });
  app.get("/metrics", async (_request, response) => {
    response.type("text/plain; version=0.0.4; charset=utf-8").send(await metrics());
  });
  app.use("/jqluster", loadableFromAnywhere, router);
  if (tls) app.use("/jqluster", trustPages(tls));
  app.use("/jqluster", ownAssets());
  if (pairing) app.use("/pair", pairing);
  if (folder) app.use(folder.pages, secureHeaders());
  if (folder && demos) app.get("/demos", demoHome());
  if (demos) app.use(demoPages());
  // Browsers ask for it without a page that names one.
  app.get("/favicon.ico", (_request, response) => response.status(204).end());
  app.use((_request, response) => {
    response.status(404).type("text/plain").send("Not found\n");
  });
  const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
    const status = statusOf(error);
    if (status >= 500) logger("error", `A page could not be served: ${quote(error)}`);
    if (response.headersSent) {
      // Express would print the error itself, past the logger.
      response.destroy();
      return;
    }
    response
      .status(status)
      .type("text/plain")
      .send(status >= 500 ? "Something went wrong\n" : "Bad request\n");
  };
  app.use(onError);
  return app;
}

/** Serves the scripts and styles of pages that the service makes itself, and those added to the pages of a folder. */
function ownAssets(): Router {
  const router = Router();
  for (const name of ["folder", "shared"]) {
    router.use(
      `/${name}`,
      serveFiles(join(PUBLIC, name), (path) => [path]),
    );
  }
  return router;
}

/** Keeps out pages whose own name was made to point to this machine. */
function onlyUnder(names: HostNames): RequestHandler {
  return (request, response, next) => {
    const { host } = request.headers;
    if (hostAllowed(host, names)) next();
    else
      response
        .status(403)
        .type("text/plain")
        .send(`${wrongHostText(host, names)}\n`);
  };
}

function statusOf(error: unknown): number {
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 600 ? status : 500;
}
