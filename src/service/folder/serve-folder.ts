import { basename, resolve } from "node:path";
import type { Request, RequestHandler, Response } from "express";
import { findFile } from "./find-file";
import { listPages, renderList } from "./page-list";
import { isNavigation, MAX_PAGE_BYTES, sendFile, sendPage } from "./send-file";

/** What {@link serveFolder} needs. */
export interface FolderOptions {
  readonly folder: string;
  /** The addresses for other machines, the likeliest first. */
  readonly networkUrls: () => readonly string[];
  /** Headers of the pages that the service makes itself. */
  readonly secureHeaders: RequestHandler;
}

/**
 * Serves a folder: files with their types and ranges, index pages, pages without their `.html`, and for a folder
 * without an index the list of its pages. Nothing is kept by browsers. What is not there is passed on.
 *
 * @example
 * app.use(serveFolder({ folder: "show", networkUrls: () => [], secureHeaders }));
 */
export function serveFolder({ folder, networkUrls, secureHeaders }: FolderOptions): RequestHandler {
  const root = resolve(folder);

  async function serve(request: Request, response: Response, next: () => void): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      plain(response.set("Allow", "GET, HEAD"), 405, "This folder can only be read");
      return;
    }
    const found = await findFile(root, request.path);
    response.set({
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      // Other sites may not read these files with a script tag: they are for the network of this machine.
      "Cross-Origin-Resource-Policy": "same-origin",
    });
    switch (found.kind) {
      case "file": {
        const hasScript = /\.html?$/i.test(found.path) && found.size <= MAX_PAGE_BYTES;
        if (hasScript && isNavigation(request)) await sendPage(response, found.path, scriptOf(found.url));
        else await sendFile(response, found.path);
        break;
      }
      case "redirect":
        // Relative, for proxies that take a prefix away.
        response.redirect(302, found.url.replace(/.*\/(?=[^/]+\/$)/, ""));
        break;
      case "folder":
        await sendList(request, response, found);
        break;
      case "malformed":
        plain(response, 400, "Bad request");
        break;
      case "gone":
        plain(response, 503, "The folder that is served here is not there any more");
        break;
      case "nothing":
        next();
    }
  }

  async function sendList(request: Request, response: Response, { path, url }: Listed): Promise<void> {
    const list = await listPages(path);
    const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(request.headers.host ?? "");
    const [forPhones] = isLocal ? networkUrls() : [];
    const origin = forPhones?.slice(0, -1) ?? `${request.protocol}://${request.headers.host}`;
    const title = url === "/" ? basename(root) : `${basename(root)}${url}`;
    const shown = { ...list, title, url, origin, isForPhones: !isLocal || forPhones !== undefined };
    secureHeaders(request, response, () => {
      response.type("html").send(renderList(shown));
    });
  }

  return (request, response, next) => {
    serve(request, response, next).catch((error: unknown) => {
      if (!response.headersSent) fail(response, error, next);
    });
  };
}

interface Listed {
  readonly path: string;
  readonly url: string;
}

/**
 * The script tells who is on which page and follows changes from the moment on when the page was read. Its address is
 * relative to the page.
 */
function scriptOf(url: string): string {
  const top = "../".repeat(url.split("/").length - 2);
  return `${top}jqluster/folder/live.js?page=${encodeURIComponent(url)}&amp;since=${Date.now()}`;
}

function plain(response: Response, status: number, text: string): void {
  response.status(status).type("text/plain").send(`${text}\n`);
}

/** A range that the file does not have is answered with its size; a file that went away in between is passed on. */
function fail(response: Response, error: unknown, next: (error?: unknown) => void): void {
  const { status, headers, code } = error as { status?: unknown; headers?: object; code?: unknown };
  if (status === 416) {
    response.set({ ...headers });
    plain(response, 416, "The file has no such range");
  } else if (status === 404 || code === "ENOENT") next();
  else next(error);
}
