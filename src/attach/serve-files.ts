import type { IncomingMessage, ServerResponse } from "node:http";
import { StoredFiles, sendStored } from "./stored-files";

/**
 * Takes the requests that are its own and passes on all others: fits `app.use` of Express 4 and 5.
 * Its type is free of Express, so that who uses another version, or none, needs no types of ours.
 */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Serves the files of a folder from memory, and passes on all other requests.
 *
 * @param namesOf - The names of files that a path may stand for; the first one that there is counts.
 */
export function serveFiles(folder: string, namesOf: (path: string) => readonly string[]): Middleware {
  // Listed when it is first needed: an attached jQluster may never be asked.
  let files: StoredFiles | undefined;
  return (request, response, next) => {
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
