import type { Stats } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/** What a path of a URL means in a folder. `path` is the real place on the disk, `url` the path within the folder. */
export type Found =
  | { readonly kind: "file"; readonly path: string; readonly url: string; readonly size: number }
  /** A folder that was addressed without the slash at its end: relative links in it would lead elsewhere. */
  | { readonly kind: "redirect"; readonly url: string }
  /** A folder without an index page. */
  | { readonly kind: "folder"; readonly path: string; readonly url: string }
  | { readonly kind: "malformed" }
  | { readonly kind: "nothing" }
  /** The served folder itself is not there any more. */
  | { readonly kind: "gone" };

const INDEX = "index.html";
const NOTHING: Found = { kind: "nothing" };
/** Names that Windows gives to devices, in every folder and with every extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;

/**
 * Finds what the path of a URL means in a folder. Dotfiles, places outside the folder, and links that lead to one of
 * these are as if they did not exist; so is everything that is neither a file nor a folder, such as a named pipe.
 *
 * @param root - The served folder.
 * @param urlPath - As it came: encoded, without the query.
 * @example
 * await findFile("/home/ann/show", "/tv"); // { kind: "file", path: "/home/ann/show/tv.html", url: "/tv.html", size: 812 }
 */
export async function findFile(root: string, urlPath: string): Promise<Found> {
  const segments = segmentsOf(urlPath);
  if (segments === "malformed") return { kind: "malformed" };
  const realRoot = await realPathOf(root);
  if (realRoot === undefined) return { kind: "gone" };
  if (!segments.every((segment) => isPlainName(segment))) return NOTHING;
  const url = segments.map((segment) => `/${segment}`).join("");
  if (urlPath.endsWith("/")) return findInFolder(realRoot, segments, url);
  const own = await look(realRoot, segments);
  if (own?.stats.isFile()) return fileOf(own, url);
  const page = await look(realRoot, withExtension(segments));
  if (page?.stats.isFile()) return fileOf(page, `${url}.html`);
  return own?.stats.isDirectory() ? { kind: "redirect", url: encoded(`${url}/`) } : NOTHING;
}

/** A path within a folder as a URL has it. */
export function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/**
 * Whether a name in a folder can be addressed: it is no dotfile, and no separator or device of any system is in it.
 *
 * @param platform - Default: this one.
 */
export function isPlainName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  if (name === "" || name.startsWith(".") || /[/\\\0]/.test(name)) return false;
  // Windows also leaves out spaces and dots at the end of a name, and finds streams behind colons.
  return platform !== "win32" || !(DEVICE_NAME.test(name) || /[:<>"|?*]|[. ]$/.test(name));
}

interface Place {
  readonly path: string;
  readonly stats: Stats;
}

async function findInFolder(root: string, segments: readonly string[], url: string): Promise<Found> {
  const index = await look(root, [...segments, INDEX]);
  if (index?.stats.isFile()) return fileOf(index, `${url}/${INDEX}`);
  const folder = await look(root, segments);
  return folder?.stats.isDirectory() ? { kind: "folder", path: folder.path, url: `${url}/` } : NOTHING;
}

/** The real place of a path, where that is within the folder and hidden nowhere. */
async function look(root: string, segments: readonly string[]): Promise<Place | undefined> {
  const path = await realPathOf(join(root, ...segments));
  if (path === undefined) return undefined;
  const within = relative(root, path);
  if (within !== "" && !within.split(sep).every((name) => isPlainName(name))) return undefined;
  try {
    return { path, stats: await stat(path) };
  } catch (error) {
    return missing(error);
  }
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    return missing(error);
  }
}

/** What these errors mean to a visitor: there is nothing. All others are failures of the server. */
function missing(error: unknown): undefined {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "EACCES", "EPERM", "EINVAL"].includes(code)) return;
  throw error;
}

/** The decoded names of a path; the slash at its end is left out. */
function segmentsOf(urlPath: string): readonly string[] | "malformed" {
  if (!urlPath.startsWith("/")) return "malformed";
  const encodedNames = urlPath.slice(1).split("/");
  if (encodedNames.at(-1) === "") encodedNames.pop();
  try {
    return encodedNames.map(decodeURIComponent);
  } catch {
    return "malformed";
  }
}

function withExtension(segments: readonly string[]): readonly string[] {
  return [...segments.slice(0, -1), `${segments.at(-1)}.html`];
}

function fileOf({ path, stats }: Place, url: string): Found {
  return { kind: "file", path, url, size: stats.size };
}
