import { stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import type { FSWatcher } from "chokidar";
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

/** How often it is looked whether the folder is still the one that is watched, in milliseconds. */
const CHECK_INTERVAL = 1000;

/**
 * Watches the files of a folder, without dotfiles, `node_modules` and what links lead to. A folder that goes away
 * is watched again when it is back; all its files count as changed then.
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
  let hasFailed = false;

  function start(ignoreInitial: boolean): FSWatcher {
    const started = watch(root, {
      ignoreInitial,
      followSymlinks: false,
      awaitWriteFinish: { stabilityThreshold: QUIET_TIME, pollInterval: QUIET_TIME / 3 },
      ignored: (path) => !isWatched(relative(root, path)),
    });
    started.on("add", (path) => {
      changes.listed(pathOf(path));
      changes.changed(pathOf(path));
    });
    started.on("change", (path) => changes.changed(pathOf(path)));
    started.on("unlink", (path) => changes.listed(pathOf(path)));
    // Also when it is back before the next check.
    started.on("unlinkDir", (path) => {
      if (path === root) watched = undefined;
    });
    started.on("error", (error) => {
      if (hasFailed) return;
      hasFailed = true;
      logger("warn", `Not every change in the folder is followed: ${String(error)}`);
    });
    return started;
  }

  /** What tells the folder that is watched from others at its path; `undefined`: none is watched. */
  let watched: string | undefined;
  let watcher = start(true);
  await readiness(watcher);
  watched = await identityOf(root);
  let isStopped = false;
  let wasPresent = true;
  async function check(): Promise<void> {
    const present = await identityOf(root);
    if (isStopped) return;
    const hasGone = wasPresent && present === undefined;
    const hasCome = present !== undefined && present !== watched;
    wasPresent = present !== undefined;
    watched = present;
    if (hasGone) logger("warn", `The folder ${root} is not there any more`);
    if (!hasCome) return;
    // Before the next one starts: watchers of one program share what the system tells of a path.
    await watcher.close();
    if (isStopped) return;
    watcher = start(false);
    await readiness(watcher);
    logger("info", `The folder ${root} is there again, and its files are followed`);
  }
  const checking = setInterval(() => void check(), CHECK_INTERVAL);
  checking.unref();
  return async () => {
    isStopped = true;
    clearInterval(checking);
    await watcher.close();
  };
}

/** Settled when each later change is seen: a file that comes while a watcher starts may be missed. */
function readiness(watcher: FSWatcher): Promise<void> {
  return new Promise((resolve) => watcher.once("ready", resolve));
}

/** What tells a folder from another at the same path; `undefined` when there is none. */
function identityOf(root: string): Promise<string | undefined> {
  return stat(root).then(
    ({ dev, ino, birthtimeMs }) => `${dev} ${ino} ${birthtimeMs}`,
    () => undefined,
  );
}

function isWatched(path: string): boolean {
  return path === "" || path.split(sep).every((name) => isPlainName(name) && name !== "node_modules");
}
