import type { Page } from "playwright-core";
import { launchBrowser } from "./browser";
import { KeptPages } from "./kept-pages";
import { openNode, run, type Site, startSite } from "./site";

/**
 * Alice and Bob, each in a page of its own that is loaded anew for each test. Alice has `$bob`, `seen`, `note(event)`, which
 * sees an event's type, and `settled()`, which is answered when everything said before has been done on Bob's page.
 */
export interface FeltPair {
  readonly alice: Page;
  readonly bob: Page;
  readonly site: Site;
  /** What Alice has seen, once it is so many things. */
  seen(count: number): Promise<unknown[]>;
}

/**
 * Opens Alice and Bob for each test of a file. A test fails where Bob's page has felt an error.
 *
 * @param body - The markup of both pages.
 * @returns The pages of the test that runs.
 */
export function feltPair(body: string): FeltPair {
  let people: KeptPages;
  let site: Site;
  let pages: Pick<FeltPair, "alice" | "bob">;
  const felt: string[] = [];

  beforeAll(async () => {
    people = new KeptPages(await launchBrowser());
    site = await startSite({ body });
  });
  beforeEach(async () => {
    const [alice, bob] = await Promise.all([openNode(people, site, "Alice"), openNode(people, site, "Bob")]);
    pages = { alice, bob };
    felt.length = 0;
    bob.on("pageerror", (error) => felt.push(error.message));
    await run(
      alice,
      `window.$bob = $.jqluster("Bob"); window.seen = [];
      window.note = function (event) { seen.push(event.type) }; window.settled = () => $bob("body").length`,
    );
  });
  afterEach(async () => {
    expect(felt).toEqual([]);
    await people.leave();
  });
  afterAll(async () => {
    await people.close();
    await site.close();
  });
  return {
    get alice() {
      return pages.alice;
    },
    get bob() {
      return pages.bob;
    },
    get site() {
      return site;
    },
    async seen(count) {
      await pages.alice.waitForFunction(`seen.length >= ${count}`);
      return run(pages.alice, "return seen");
    },
  };
}
