import { join } from "node:path";
import { Router } from "express";

const BROWSER_FILES = join(__dirname, "..", "..", "dist", "browser");

/**
 * The routes a page needs: the browser script, readable and minified, and a jQuery to go with it.
 *
 * @example
 * app.use("/jqluster", createRouter()); // <script src="/jqluster/jqluster.js"></script>
 */
export function createRouter(): Router {
  const router = Router({ strict: true });
  for (const file of ["jqluster.js", "jqluster.min.js", "jquery.min.js"]) {
    router.get(`/${file}`, (_request, response, next) => {
      response.sendFile(file, { root: BROWSER_FILES }, (error?: Error) => {
        if (error) next(error);
      });
    });
  }
  return router;
}
