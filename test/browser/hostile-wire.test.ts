import { hostileExpression } from "../client/page/guards/hostile-expressions";
import { hitsOf, setTraps } from "../client/page/guards/hostile-page";
import { ALL_BROWSERS } from "../engines/extent";
import { launchBrowser } from "../support/browser";
import { getRequest } from "../support/messages";
import { seededRandom } from "../support/seeded-random";
import { openNode, run, startSite } from "../support/site";
import { connectWebSocket, registered } from "../support/wire-client";

/** How many expressions a body has to bear before the page gets a fresh one. */
const SHARE = 50;
/** Under `npm test` a part: what is read and refused is tried in the page itself as well, without the wire. */
const SHARES = ALL_BROWSERS ? 200 : 60;
const ALL = SHARE * SHARES;

test("a presence without a node ID, from another node, leaves a long-polling page in hearing", async () => {
  const site = await startSite();
  const browser = await launchBrowser();
  try {
    const bob = await openNode(browser, site, "Bob", { transports: ["polling"] });
    const problems: string[] = [];
    bob.on("pageerror", (error) => problems.push(error.message));
    const mallory = await registered(
      await connectWebSocket(`${site.url.replace("http", "ws")}jqluster`),
      "Mallory",
    );
    for (const type of ["presence", "pages_reply"]) {
      const body = { node_id: { toString: 1 }, in_reply_to: { toString: 1 }, online: true };
      mallory.send({ message_id: type, message_type: type, from: "Mallory", to: "Bob", body });
      // A page whose poll loop has ended would be missed after 45 s, and a request would wait for that.
      mallory.send(getRequest("Mallory", "Bob", `$("body").length`));
      expect((await mallory.next()).body).toMatchObject({ error: null, result: 1 });
    }
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await site.close();
  }
});

test(`${ALL} hostile expressions over the wire (seed 5): each gets one answer, none runs code, an honest pair goes on`, async () => {
  const site = await startSite({ rateLimit: 0 });
  const browser = await launchBrowser();
  try {
    const bob = await openNode(browser, site, "Bob");
    const carol = await openNode(browser, site, "Carol");
    const mallory = await registered(
      await connectWebSocket(`${site.url.replace("http", "ws")}jqluster`),
      "Mallory",
      // A page without an ID is answered when animations have ended, which some of these never do.
      "page",
    );
    await setTraps(bob);
    await run(carol, `window.answers = []; $("body").append("<b id='same'>same</b>")`);
    const random = seededRandom(5);
    const outcomes = { value: 0, refused: 0, error: 0 };
    for (let share = 0; share < SHARES; share++) {
      const codes = Array.from({ length: SHARE }, () => hostileExpression(random));
      await bob.evaluate(`reset(${JSON.stringify(codes.join("\n"))}); current = "share ${share}";`);
      const asked = codes.map((code) => ({ ...getRequest("Mallory", "Bob", code), from_page: "page" }));
      for (const request of asked) mallory.send(request);
      const answered: unknown[] = [];
      while (answered.length < SHARE) {
        const { body, message_type: type } = await mallory.next();
        const { error, in_reply_to: id } = body as { error: string | null; in_reply_to: string };
        expect(type).toBe("select_and_get_reply");
        answered.push(id);
        outcomes[error === null ? "value" : error.startsWith("refused") ? "refused" : "error"] += 1;
      }
      expect(new Set(answered)).toEqual(new Set(asked.map(({ message_id: id }) => id)));
      expect(await run(bob, `return $.jqluster("Carol")("#same").text()`)).toBe("same");
    }
    expect(mallory.unread).toEqual([]);
    expect(await hitsOf(bob)).toEqual([]);
    // Each kind of end is there, so the fuzz reaches beyond the reader and beyond the guards.
    expect(Math.min(...Object.values(outcomes))).toBeGreaterThan(ALL / 20);
  } finally {
    await browser.close();
    await site.close();
  }
}, 300_000);
