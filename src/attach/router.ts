import { join } from "node:path";
import { type Middleware, serveFiles } from "./serve-files";

const BROWSER_FILES = join(__dirname, "..", "..", "dist", "browser");

/**
 * The routes a page needs: the browser script, readable and minified, and a jQuery to go with it.
 *
 * @example
 * app.use("/jqluster", createRouter()); // <script src="/jqluster/jqluster.js"></script>
 */
export function createRouter(): Middleware {
  return serveFiles(BROWSER_FILES, (path) => [path]);
}
