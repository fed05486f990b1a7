import { opendir } from "node:fs/promises";
import { join } from "node:path";
import { encoded, isPlainName } from "./find-file";

/** The pages of a folder, as far as they are listed. */
export interface PageList {
  /** Paths within the folder that is listed, such as `tv.html` or `phone/index.html`, in order. */
  readonly pages: readonly string[];
  /** Whether there may be more. */
  readonly isCut: boolean;
}

/** A list of pages as it is shown. */
export interface ShownList extends PageList {
  /** What it is the list of. */
  readonly title: string;
  /** The path of the listed folder within the served one, with a slash at its end. */
  readonly url: string;
  /** The address that others use, without a path: `http://192.168.1.5:3000`. */
  readonly origin: string;
  /** Whether phones reach that address, so that a QR code leads them there. */
  readonly isForPhones: boolean;
}

/** How many pages are listed: more are for a search, not for an eye. */
const MAX_PAGES = 500;
/** How many entries are looked at for them, so that a folder of photographs is not read through. */
const MAX_ENTRIES = 20_000;
/** A QR code of a longer address is not readable from a screen. */
const MAX_CODE_LENGTH = 300;

/**
 * Finds the pages of a folder and of the folders in it. Dotfiles, `node_modules` and links are left out.
 *
 * @returns An empty list for a folder that cannot be read.
 */
export async function listPages(folder: string): Promise<PageList> {
  const pages: string[] = [];
  const folders = [""];
  let entries = 0;
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    for (const { name, isFolder } of await entriesOf(join(folder, next))) {
      entries += 1;
      if (pages.length >= MAX_PAGES || entries > MAX_ENTRIES) return { pages: pages.sort(), isCut: true };
      if (isFolder) folders.push(`${next}${name}/`);
      else if (/\.html?$/i.test(name)) pages.push(`${next}${name}`);
    }
  }
  return { pages: pages.sort(), isCut: false };
}

async function entriesOf(folder: string): Promise<{ readonly name: string; readonly isFolder: boolean }[]> {
  const entries = [];
  try {
    for await (const entry of await opendir(folder)) {
      const { name } = entry;
      const isFolder = entry.isDirectory();
      if (!isPlainName(name) || name === "node_modules" || !(isFolder || entry.isFile())) continue;
      entries.push({ name, isFolder });
      if (entries.length > MAX_ENTRIES) break;
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    // It was removed, or made private, while it was listed.
    if (!["ENOENT", "ENOTDIR", "EACCES", "EPERM"].includes(code)) throw error;
  }
  return entries;
}

/** The list as a page: each page with its address, its QR code, and a place for who is on it. */
export function renderList({ title, url, origin, isForPhones, pages, isCut }: ShownList): string {
  // Addresses are relative, so that they hold below a prefix that a proxy takes away.
  const top = "../".repeat(url.split("/").length - 2);
  const items = pages.map((page) => renderPage({ url, page, top, origin, isForPhones }));
  const notes = [
    pages.length === 0 ? "There is no page here yet: put a file such as index.html into the folder." : "",
    isCut ? "There may be more pages than are listed here." : "",
  ].filter((note) => note !== "");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="icon" href="${top}jqluster/shared/logo.svg" type="image/svg+xml">
    <link rel="stylesheet" href="${top}jqluster/folder/list.css">
  </head>
  <body>
    <main class="page">
      <h1>${escaped(title)}</h1>
      ${notes.map((note) => `<p class="lead">${note}</p>`).join("\n      ")}
      ${isForPhones || pages.length === 0 ? "" : HOW_TO_LET_PHONES_IN}
      <ul class="pages">
${items.join("\n")}
      </ul>
    </main>
    <script src="${top}jqluster/folder/list.js"></script>
  </body>
</html>
`;
}

const HOW_TO_LET_PHONES_IN = `<p class="lead">So far only this computer is let in.
        Start with <code>--host 0.0.0.0</code>, and each page has a QR code for phones here.</p>`;

interface ShownPage extends Pick<ShownList, "url" | "origin" | "isForPhones"> {
  readonly page: string;
  /** The way from the list to the top of the service. */
  readonly top: string;
}

function renderPage({ url, page, top, origin, isForPhones }: ShownPage): string {
  const path = `${url}${page}`;
  const short = (name: string) => name.replace(/(^|\/)index\.html$/, "$1").replace(/\.html$/, "");
  const address = `${origin}${encoded(short(path))}`;
  const hasCode = isForPhones && address.length <= MAX_CODE_LENGTH;
  const code = `<img class="code" loading="lazy" width="148" height="148" src="${top}pair/qr.svg?to=${encodeURIComponent(address)}" alt="QR code of ${escaped(address)}">`;
  return `        <li class="card" data-page="${escaped(path)}">
          ${hasCode ? code : ""}
          <div class="stack">
            <h2><a href="${escaped(encoded(short(page)))}">${escaped(short(path))}</a></h2>
            <p class="address">${escaped(address)}</p>
            <p class="who" role="status">nobody is on it</p>
          </div>
        </li>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
