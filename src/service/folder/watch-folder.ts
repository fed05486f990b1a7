import { relative, sep } from "node:path";
import type { Logger } from "../../core";
import { isPlainName } from "./find-file";

/** What {@link watchFolder} tells about. */
export interface FolderChanges {
  /** A file is new or has new contents. The path is as in a URL, not encoded: `/styles/tv.css`. */
  changed(path: string): void;
  /** A file came or went. */
  listed(path: string): void;
}

/** How long a file must stay as it is before it counts as written, in milliseconds. */
const QUIET_TIME = 60;

/**
 * Watches the files of a folder, without dotfiles, `node_modules` and what links lead to.
 *
 * @returns Settled when every later change is seen; the function stops it.
 */
export async function watchFolder(
  root: string,
  changes: FolderChanges,
  logger: Logger,
): Promise<() => Promise<void>> {
  // Loaded only where a folder is watched.
  const { watch } = await import("chokidar");
  const pathOf = (path: string) => `/${relative(root, path).split(sep).join("/")}`;
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    awaitWriteFinish: { stabilityThreshold: QUIET_TIME, pollInterval: QUIET_TIME / 3 },
    ignored: (path) => !isWatched(relative(root, path)),
  });
  let hasFailed = false;
  watcher.on("add", (path) => {
    changes.listed(pathOf(path));
    changes.changed(pathOf(path));
  });
  watcher.on("change", (path) => changes.changed(pathOf(path)));
  watcher.on("unlink", (path) => changes.listed(pathOf(path)));
  const isReady = new Promise<void>((resolve) => watcher.once("ready", resolve));
  watcher.on("error", (error) => {
    if (hasFailed) return;
    hasFailed = true;
    logger("warn", `Not every change in the folder is followed: ${String(error)}`);
  });
  await isReady;
  return () => watcher.close();
}

function isWatched(path: string): boolean {
  return path === "" || path.split(sep).every((name) => isPlainName(name) && name !== "node_modules");
}
