import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import type { Browser, Page } from "playwright-core";
import { type AttachedJqluster, type AttachOptions, attachJqluster } from "../../src/attach/attach";
import type { Message } from "../../src/protocol";
import { newPerson } from "./browser";
import { builtFile } from "./built-files";
import { JQUERY_BUILDS, type JQueryBuild } from "./jquery-versions";
import { KeptPages } from "./kept-pages";

/** A site of one page, with jQluster on it. */
export interface Site {
  readonly url: string;
  readonly jqluster: AttachedJqluster;
  /** Every message that nodes have sent so far, `register` left out. */
  readonly sent: readonly Message[];
  /** Stops listening and ends every connection, as a server that dies. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** What a test's site shows. */
export interface SiteOptions extends AttachOptions {
  /** The markup inside the page's body, before the scripts. */
  readonly body?: string;
  readonly build?: JQueryBuild;
  /** Headers of the page, for example a Content-Security-Policy. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Served at `/page.js` and run by the page after jQluster. */
  readonly script?: string;
}

const NEWEST = JQUERY_BUILDS.find((build) => build.name === "jQuery 4.0.0") as JQueryBuild;

/** Starts a site on a free port of the loopback. */
export async function startSite(options: SiteOptions = {}): Promise<Site> {
  const { body = "", build = NEWEST, headers = {}, script, ...attachOptions } = options;
  const sent: Message[] = [];
  let port = 0;
  let server: Server;
  let jqluster: AttachedJqluster;

  async function start(): Promise<void> {
    const app = express();
    server = createServer(app);
    jqluster = attachJqluster(server, attachOptions);
    const distribute = jqluster.server.distribute.bind(jqluster.server);
    jqluster.server.distribute = (message, origin) => {
      sent.push(message);
      distribute(message, origin);
    };
    app.get("/jquery.js", (_request, response) => response.sendFile(build.path));
    app.get("/jqluster.js", (_request, response) => response.sendFile(builtFile("browser/jqluster.js")));
    app.get("/page.js", (_request, response) => response.type("text/javascript").send(script ?? ""));
    app.get("/favicon.ico", (_request, response) => response.status(204).end());
    app.get("/", (_request, response) => response.set(headers).type("text/html").send(pageOf(body, script)));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  }

  async function stop(): Promise<void> {
    await jqluster.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  await start();
  return {
    url: `http://127.0.0.1:${port}/`,
    get jqluster() {
      return jqluster;
    },
    sent,
    start,
    stop,
    close: stop,
  };
}

function pageOf(body: string, script: string | undefined): string {
  const scripts = ["/jquery.js", "/jqluster.js", ...(script === undefined ? [] : ["/page.js"])];
  const tags = scripts.map((src) => `<script src="${src}"></script>`).join("");
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>page</title></head><body>${body}${tags}</body></html>`;
}

/** Opens the site as another person, in a kept page where there are some, and registers the page as a node, by WebSocket unless the options say otherwise. */
export async function openNode(
  people: Browser | KeptPages,
  site: Site,
  nodeId: string,
  options: object = {},
): Promise<Page> {
  const page = await (people instanceof KeptPages ? people.next() : newPerson(people));
  await page.goto(site.url);
  // A page that is closed between two polls is missed only when its next poll is; a WebSocket tells at once.
  const all = { transports: ["websocket"], ...options };
  await run(page, `await $.jqluster.init(${JSON.stringify(nodeId)}, null, ${JSON.stringify(all)})`);
  return page;
}

/** Runs statements on a page, as its own script would; `await` and `return` work. */
export function run<T = unknown>(page: Page, statements: string): Promise<T> {
  return page.evaluate(`(async () => { ${statements} })()`);
}
