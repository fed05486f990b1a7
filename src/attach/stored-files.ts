import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";

/** For how long a file is served without a look at the disk, in milliseconds. */
const RECHECK_INTERVAL = 1_000;

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** A file in memory. */
export interface StoredFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
  /** The time of its last change, as HTTP writes it. */
  readonly modified: string;
}

/**
 * The files of a folder, each held once in memory for all who ask for it: answers that wait for slow readers then
 * hold no copies and no open files. A file that changes on the disk is read again.
 *
 * @example
 * const files = new StoredFiles(folder);
 * const file = await files.read("demos/chat/chat.css");
 */
export class StoredFiles {
  readonly #entries: ReadonlyMap<string, StoredEntry>;

  /**
   * @param folder - Its files are listed now, folders within it included; hidden files are left out.
   * @throws Error when the folder cannot be read.
   */
  constructor(folder: string) {
    this.#entries = new Map(namesIn(folder).map((name) => [name, new StoredEntry(join(folder, name))]));
  }

  /** Whether there is a file of this name, with `/` between folders. */
  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /**
   * Gives a file.
   *
   * @throws Error when it cannot be read any more.
   */
  async read(name: string): Promise<StoredFile | undefined> {
    return this.#entries.get(name)?.read();
  }
}

class StoredEntry {
  readonly #path: string;
  #file: StoredFile | undefined;
  #version = "";
  #checkedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<StoredFile> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<StoredFile> {
    if (this.#file && performance.now() - this.#checkedAt < RECHECK_INTERVAL) return this.#file;
    // All who ask meanwhile wait for the same reading.
    this.#reading ??= this.#refresh().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #refresh(): Promise<StoredFile> {
    const { mtime, size } = await stat(this.#path);
    const version = `${size}-${mtime.getTime()}`;
    if (!this.#file || version !== this.#version) {
      const body = await readFile(this.#path);
      const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
      const type = TYPES[extname(this.#path)] ?? "application/octet-stream";
      this.#file = { body, type, etag, modified: mtime.toUTCString() };
      this.#version = version;
    }
    this.#checkedAt = performance.now();
    return this.#file;
  }
}

function namesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join("/"),
    )
    .filter((name) => !/(^|\/)\./.test(name));
}

/** Answers a GET or HEAD with a file; with 304 when the browser has it already. */
export function sendStored(request: IncomingMessage, response: ServerResponse, file: StoredFile): void {
  response.setHeader("Cache-Control", "public, max-age=0");
  response.setHeader("ETag", file.etag);
  response.setHeader("Last-Modified", file.modified);
  if (isFresh(request, file)) {
    response.writeHead(304).end();
    return;
  }
  response.writeHead(200, { "Content-Type": file.type, "Content-Length": file.body.length });
  response.end(request.method === "HEAD" ? undefined : file.body);
}

function isFresh({ headers }: IncomingMessage, { etag, modified }: StoredFile): boolean {
  const known = headers["if-none-match"];
  // Where both are there, the tag decides.
  if (known === undefined) return headers["if-modified-since"] === modified;
  return known.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
}
