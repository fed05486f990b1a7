import type { AttachOptions } from "../../../src";
import { ask, type Engine, type EngineName, type EnginePage, waitFor } from "../../support/engines";
import { JQUERY_BUILDS } from "../../support/jquery-versions";
import { type Site, type SiteOptions, startSite } from "../../support/site";

/** Something that is to hold in every engine. */
export interface Behaviour {
  /** A sentence without its subject, for example `gets a width`. */
  readonly what: string;
  /** What an engine must have for it, as an expression, such as `window.TouchEvent`. */
  readonly needs?: string;
  /** The engines that lack what it needs: there it is checked that they do. */
  readonly lacking?: readonly EngineName[];
  /** Rejects when it does not hold. */
  check(scene: Scene): Promise<void>;
}

/** Behaviours of one kind. */
export interface BehaviourGroup {
  readonly title: string;
  readonly behaviours: readonly Behaviour[];
}

/** Two pages of one engine that act on each other. */
export interface Pair {
  readonly site: Site;
  readonly alice: EnginePage;
  readonly bob: EnginePage;
  /** The node IDs of the two. */
  readonly names: { readonly alice: string; readonly bob: string };
}

/** How a pair connects. */
export interface PairOptions {
  /** Options of `init`, as code. Default: by WebSocket. */
  readonly alice?: string;
  readonly bob?: string;
  /** A site of the pair's own, in place of the one with {@link BODY}. */
  readonly site?: SiteOptions;
}

/** Where a behaviour is tried. */
export interface Scene {
  readonly engine: EngineName;
  /** Whether the engine has something, as an expression. */
  has(needs: string): Promise<boolean>;
  /** A site of the behaviour's own; it is closed afterwards. */
  startSite(options: SiteOptions): Promise<Site>;
  /** Pages that show nothing yet. */
  pages(count: number): Promise<EnginePage[]>;
  /** Two pages that are nodes. Alice has Bob's jQuery as `$bob`, and `seen`, an empty list. */
  pair(options?: PairOptions): Promise<Pair>;
  /** Reads of a pair and changes nothing there, so that the next behaviour may read of the same one. */
  readPair(read: (pair: Pair) => Promise<void>): Promise<void>;
}

/** What the pages of most behaviours show. */
export const BODY = `
  <ul class="todo" id="list"><li>one</li><li class="second">two</li><li>three</li></ul>
  <div id="outer" style="width: 200px; padding: 10px"><div id="box" style="width: 120px; height: 40px">box</div></div>
  <button id="go">go</button> <a id="link" href="#followed">link</a>
  <form id="form" action="#sent"><input id="name" name="name" value="Bob"><input id="secret" type="password">
    <input id="tick" name="tick" type="checkbox"><select id="choice" name="choice"><option>a</option><option>b</option></select>
    <textarea id="area" name="area">text</textarea>
    <button>send</button></form>
  <div id="scroller" style="width: 100px; height: 50px; overflow: auto"><p style="width: 300px; height: 400px">long</p></div>`;

/** Limits that no behaviour means to meet. */
const UNLIMITED: AttachOptions = {
  maxMessageBytes: 0,
  maxUnsentBytes: 0,
  maxPendingRequests: 0,
  rateLimit: 0,
};

/** Room for {@link BODY}: most engines here draw by the processor, so what is larger takes its time. */
const SMALL = { width: 640, height: 480 };

const WEBSOCKET = `{ transports: ["websocket"] }`;

/** The stage of one engine, on which behaviours are tried one after the other. */
export interface Stage {
  scene(): Scene;
  /** Ends what the behaviour began. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(engine: Engine): Promise<Stage> {
  const shared = await startSite({ body: BODY, ...UNLIMITED });
  const pages: EnginePage[] = [];
  const probe = await engine.open(SMALL);
  await probe.goto(shared.url);
  const sites: Site[] = [];
  let used = 0;
  let round = 0;
  /** Of the behaviour before, when it has only read. */
  let unchanged: Pair | undefined;

  async function takePages(count: number): Promise<EnginePage[]> {
    unchanged = undefined;
    while (pages.length < used + count) pages.push(await engine.open(SMALL));
    used += count;
    return pages.slice(used - count, used);
  }

  async function startOwn(options: SiteOptions): Promise<Site> {
    const site = await startSite({ body: BODY, ...UNLIMITED, ...options });
    sites.push(site);
    return site;
  }

  async function pair({ alice = WEBSOCKET, bob = WEBSOCKET, site: own }: PairOptions = {}): Promise<Pair> {
    const site = own ? await startOwn(own) : shared;
    const opened = await takePages(2);
    const [first, second] = opened;
    if (first === undefined || second === undefined) throw new Error("there are no pages");
    const names = { alice: `Alice ${round}`, bob: `Bob ${round}` };
    await Promise.all([
      becomeNode(first, site, names.alice, alice),
      becomeNode(second, site, names.bob, bob),
    ]);
    await first.run(`window.$bob = $.jqluster("${names.bob}"); window.seen = [];`);
    return { site, alice: first, bob: second, names };
  }

  async function readPair(read: (pair: Pair) => Promise<void>): Promise<void> {
    const reading = unchanged ?? (await pair());
    unchanged = undefined;
    await read(reading);
    unchanged = reading;
  }

  return {
    scene() {
      round += 1;
      return {
        engine: engine.name,
        has: async (needs) => (await probe.run(`return !!(${needs})`)) === true,
        startSite: startOwn,
        pages: takePages,
        pair,
        readPair,
      };
    },
    async clear() {
      // What is not used next would go on connecting to a site that is gone.
      const rest = sites.length > 0 ? 0 : 2;
      await Promise.all(pages.slice(rest, used).map((page) => page.goto("about:blank")));
      used = 0;
      await Promise.all(sites.splice(0).map((site) => site.close()));
    },
    async close() {
      await Promise.all([probe, ...pages].map((page) => page.close()));
      await shared.close();
    },
  };
}

/** Opens a site in a page and makes it a node. @param options - Those of `init`, as code. */
export async function becomeNode(
  page: EnginePage,
  site: Site,
  nodeId: string,
  options = WEBSOCKET,
  query = "",
): Promise<void> {
  await page.goto(site.url + query);
  await page.run(`$.jqluster.init(${JSON.stringify(nodeId)}, null, ${options});`);
  await waitFor(page, "$.jqluster.state().connected");
}

/** Waits until all that Alice has said so far is done on Bob's page. */
export async function settled(alice: EnginePage): Promise<void> {
  await ask(alice, `$bob("body").length`);
}

/** What Alice has seen, once it is so many things. */
export async function seen(alice: EnginePage, count: number): Promise<unknown> {
  await waitFor(alice, `seen.length >= ${count}`);
  return alice.run("return seen");
}

/** A behaviour: Alice gets a value of Bob's. */
export function gets(what: string, expression: string, value: unknown): Behaviour {
  return {
    what,
    async check(scene) {
      const { alice } = await scene.pair();
      expect(await ask(alice, expression)).toEqual(value);
    },
  };
}

/** A behaviour like that of {@link gets}, where nothing changes on Bob's page. */
export function reads(what: string, expression: string, value: unknown): Behaviour {
  return {
    what,
    check: (scene) =>
      scene.readPair(async ({ alice }) => {
        expect(await ask(alice, expression)).toEqual(value);
      }),
  };
}

/** A behaviour: Alice says something, and Bob's page then looks so. */
export function changes(what: string, statements: string, look: string, value: unknown): Behaviour {
  return {
    what,
    async check(scene) {
      const { alice, bob } = await scene.pair();
      await alice.run(statements);
      await settled(alice);
      expect(await bob.run(`return ${look}`)).toEqual(value);
    },
  };
}

/** A behaviour: Alice listens, something is done on Bob's page, and Alice sees this. */
export function hears(
  what: string,
  listen: string,
  act: (bob: EnginePage) => Promise<unknown>,
  value: readonly unknown[],
): Behaviour {
  return {
    what,
    async check(scene) {
      const { alice, bob } = await scene.pair();
      await alice.run(listen);
      await settled(alice);
      await act(bob);
      await waitFor(alice, `seen.length >= ${value.length}`);
      // What should not come would come by now.
      await settled(alice);
      expect(await alice.run("return seen")).toEqual(value);
    },
  };
}

/** The jQuery builds by the names that {@link SiteOptions.build} takes. */
export function buildNamed(name: string) {
  const build = JQUERY_BUILDS.find((one) => one.name === name);
  if (build === undefined) throw new Error(`no such build: ${name}`);
  return build;
}
