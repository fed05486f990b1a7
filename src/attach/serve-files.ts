import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import { StoredFiles, sendStored } from "./stored-files";

const BROWSER_FILES = join(__dirname, "..", "..", "dist", "browser");

type Next = (error?: unknown) => void;

/**
 * Takes the requests that are its own and passes on all others: fits `app.use` of Express 4 and 5.
 * Its type is free of Express, so that who uses another version, or none, needs no types of ours.
 */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** As {@link Middleware}. Called without `next`, it answers the requests of others itself, with 404. */
export type FileServer = Middleware & RequestListener;

/**
 * The routes a page needs: the browser script, readable and minified, and a jQuery to go with it.
 *
 * @example
 * app.use("/jqluster", createRouter()); // <script src="/jqluster/jqluster.js"></script>
 */
export function createRouter(): FileServer {
  return serveFiles(BROWSER_FILES, (path) => [path]);
}

/**
 * Serves the files of a folder from memory, and passes on all other requests.
 *
 * @param namesOf - The names of files that a path may stand for; the first one that there is counts.
 */
export function serveFiles(folder: string, namesOf: (path: string) => readonly string[]): FileServer {
  // Listed when it is first needed: an attached jQluster may never be asked.
  let files: StoredFiles | undefined;
  return (
    request: IncomingMessage,
    response: ServerResponse,
    next: Next = (error) => refuse(response, error),
  ) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      next();
      return;
    }
    try {
      files ??= new StoredFiles(folder);
      const present = files;
      const name = namesOf(pathOf(request.url)).find((candidate) => present.has(candidate));
      if (name === undefined) {
        next();
        return;
      }
      present
        .read(name)
        .then((file) => (file ? sendStored(request, response, file) : next()))
        .catch(next);
    } catch (error) {
      next(error);
    }
  };
}

/** The path without the slash at its beginning and without its query. Only plain names stand in the addresses. */
function pathOf(url = "/"): string {
  const [path = ""] = url.split("?", 1);
  return path.slice(1);
}

/** Ends a request that nobody else handles, with 404, or after an error with 500. The error is a warning of the process. */
function refuse(response: ServerResponse, error: unknown): void {
  if (error !== undefined) process.emitWarning(`a file could not be sent: ${error}`, "JqlusterWarning");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const [status, text] = error === undefined ? [404, "Not Found\n"] : [500, "Internal Server Error\n"];
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" }).end(text);
}
