import type { ReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Request, Response } from "express";

/** The largest page that is read as a whole to add a script to it, in bytes. Larger ones go as they are. */
export const MAX_PAGE_BYTES = 5_000_000;

/**
 * Sends a file with its type, whole or the range that is asked for.
 *
 * A file that gets shorter while it is sent cannot be completed: the connection then ends, so that the visitor sees
 * a failed transfer, and neither waits for the rest nor takes the next answer for it.
 *
 * @returns Settled when it is sent or the visitor has left. Rejected with an error that has a `status` when nothing
 *   was sent.
 */
export function sendFile(response: Response, path: string): Promise<void> {
  response.on("pipe", (source: ReadStream) => {
    source.once("end", () => {
      if (source.bytesRead < Number(response.getHeader("Content-Length"))) response.destroy();
    });
  });
  return new Promise((resolve, reject) => {
    // What is hidden was decided before: above the served folder, names may begin with dots.
    response.sendFile(path, { dotfiles: "allow", cacheControl: false }, (error?: Error) => {
      if (error && !response.headersSent && !response.destroyed) reject(error);
      else resolve();
    });
  });
}

/**
 * Sends a page with a script at its end. What stands in the page is not looked at, so nothing in it changes.
 *
 * @param script - The address of the script, relative to the page and encoded.
 */
export async function sendPage(response: Response, path: string, script: string): Promise<void> {
  const page = await readFile(path);
  // Relative addresses lead elsewhere in a page that says so.
  const address = /<base\s/i.test(page.toString("latin1")) ? script.replace(/^(\.\.\/)*/, "/") : script;
  const tag = isAsciiBased(page) ? `\n<script src="${address}"></script>\n` : "";
  response.type("html").send(Buffer.concat([page, Buffer.from(tag)]));
}

/** Whether a request is for a page to be shown, not for a piece of markup that a script asks for. */
export function isNavigation({ headers }: Request): boolean {
  const destination = headers["sec-fetch-dest"];
  if (destination !== undefined) return /^(document|i?frame)$/.test(String(destination));
  // Over plain HTTP from another machine, browsers do not say it.
  return headers["x-requested-with"] === undefined && /text\/html/.test(headers.accept ?? "");
}

/** In UTF-16 a script tag would be noise. */
function isAsciiBased(page: Buffer): boolean {
  const [first, second] = page;
  return !((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff));
}
