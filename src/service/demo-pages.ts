import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { Router } from "express";
import { type Middleware, serveFiles } from "../attach/serve-files";

const PUBLIC = join(__dirname, "..", "..", "public");
/** The folder of what all demos share. Each other folder that has a page is a demo. */
const SHARED = "shared";

/**
 * Serves the demos. The pages of a demo are at `/`, with or without `.html`. Its scripts, styles and pictures are at
 * `/demos/<folder>/`.
 */
export function demoPages(): Router {
  const router = Router();
  router.use(
    `/${SHARED}`,
    serveFiles(join(PUBLIC, SHARED), (path) => [path]),
  );
  for (const entry of readdirSync(PUBLIC, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === SHARED) continue;
    const files = serveFiles(join(PUBLIC, entry.name), (path) => [path || "index.html", `${path}.html`]);
    router.use((request, response, next) => {
      if (isPage(request.path)) files(request, response, next);
      else next();
    });
    router.use(`/demos/${entry.name}`, (request, response, next) => {
      if (isPage(request.path)) next();
      else files(request, response, next);
    });
  }
  return router;
}

/** The home page of the demos, whatever is asked for: for a service that shows other pages at `/`. */
export function demoHome(): Middleware {
  const home = serveFiles(join(PUBLIC, "home"), () => ["index.html"]);
  return (request, response, next) => {
    // The addresses in the page are relative.
    if (/^[^?]*\/(\?|$)/.test(request.url ?? "")) response.writeHead(302, { Location: "../demos" }).end();
    else home(request, response, next);
  };
}

function isPage(path: string): boolean {
  return ["", ".html"].includes(extname(path));
}
