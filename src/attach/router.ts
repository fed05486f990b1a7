import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { type Request, type Response, Router } from "express";

/**
 * Takes the requests that are its own and passes on all others: fits `app.use` of Express 4 and 5.
 * Its type is free of Express, so that who uses another version, or none, needs no types of ours.
 */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

const BROWSER_FILES = join(__dirname, "..", "..", "dist", "browser");

/**
 * The routes a page needs: the browser script, readable and minified, and a jQuery to go with it.
 *
 * @example
 * app.use("/jqluster", createRouter()); // <script src="/jqluster/jqluster.js"></script>
 */
export function createRouter(): Middleware {
  const router = Router({ strict: true });
  for (const file of ["jqluster.js", "jqluster.min.js", "jquery.min.js"]) {
    router.get(`/${file}`, (_request, response, next) => {
      response.sendFile(file, { root: BROWSER_FILES }, (error?: Error) => {
        if (error) next(error);
      });
    });
  }
  // Express has made them what they are said to be before any middleware sees them.
  return (request, response, next) => router(request as Request, response as Response, next);
}
