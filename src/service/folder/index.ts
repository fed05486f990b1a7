import type { Server } from "node:http";
import { resolve } from "node:path";
import type { RequestHandler } from "express";
import { Admission, type AdmissionOptions } from "../../admission";
import { refuseUpgradeBy } from "../../admission/responses";
import { mount } from "../../attach/intercept";
import type { Logger } from "../../core";
import { LivePages } from "./live-pages";
import { type FolderOptions, serveFolder } from "./serve-folder";
import { watchFolder } from "./watch-folder";

/** What {@link createFolder} needs. */
export interface ServedFolderOptions extends FolderOptions, AdmissionOptions {
  /** Whether open pages follow the files. */
  readonly watch: boolean;
  readonly logger: Logger;
}

/** A folder whose pages are served. */
export interface ServedFolder {
  /** The pages. */
  readonly pages: RequestHandler;
  /** Begins to follow the files. Settled when every later change is seen. */
  watch(): Promise<void>;
  /** Ends the connections of open pages, and the watching. */
  close(): Promise<void>;
}

/** Where open pages connect to. */
const LIVE_PATH = "/jqluster/live";
/** Serves a folder on a server, with the connections of the pages that are open. */
export function createFolder(server: Server, options: ServedFolderOptions): ServedFolder {
  const { folder, watch, logger } = options;
  const live = new LivePages();
  const admission = new Admission(options, () => live.size);
  const unmount = mount(server, {
    requestHandler: () => undefined,
    upgradeHandler: (path) => {
      if (path !== LIVE_PATH) return undefined;
      return (request, socket, head) => {
        const refusal = admission.refusesNew(request.headers);
        if (refusal) refuseUpgradeBy(socket, refusal);
        else live.handleUpgrade(request, socket, head);
      };
    },
  });
  let stopWatching = async () => {};

  return {
    pages: serveFolder(options),
    async watch() {
      if (!watch) return;
      const changes = {
        changed: (path: string) => live.changed(path),
        listed: (path: string) => {
          if (/\.html?$/i.test(path)) live.listChanged();
        },
      };
      stopWatching = await watchFolder(resolve(folder), changes, logger);
    },
    async close() {
      admission.stop();
      live.close();
      await stopWatching();
      unmount();
    },
  };
}
