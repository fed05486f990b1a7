import type { Browser, Page } from "playwright-core";
import { newPerson } from "../browser";
import { run, type Site } from "../site";
import { KEYS, type Look, SCREENS, SPEAKERS, type Step, same } from "./program";

/** What pages of {@link BrowserStage} show: an element for each key, and one for what is not kept. */
export const BODY = [...Array(KEYS).keys()]
  .map((key) => `<p id="k${key}"></p>`)
  .concat('<p id="live"></p>')
  .join("");

/** The pages of a real browser, on which programs are run one after the other, each in a room of its own. */
export class BrowserStage {
  readonly #site: Site;
  /** Screens first, then speakers; the last one comes late. */
  readonly #pages: Page[];
  readonly #isOpen: boolean[] = [];
  #room = 0;
  #said = 0;

  private constructor(site: Site, pages: Page[]) {
    this.#site = site;
    this.#pages = pages;
  }

  static async open(browser: Browser, site: Site): Promise<BrowserStage> {
    const opening = Array.from({ length: SCREENS + SPEAKERS + 1 }, () => newPerson(browser));
    return new BrowserStage(site, await Promise.all(opening));
  }

  /** @throws Error with the difference, when a late page is not as one that was there all the time. */
  async run(program: readonly Step[]): Promise<void> {
    this.#room += 1;
    this.#said = 0;
    const [witness, ...others] = [0, ...Array.from({ length: SPEAKERS }, (_, i) => SCREENS + i)];
    await Promise.all([witness, ...others].map((slot) => this.#enter(slot)));
    for (const step of program) await this.#do(step);
    await this.#settle();
    await this.#compare();
    await this.#on(SCREENS, `$.jqluster("TV").forget(); await $.jqluster("TV").kept()`);
    await Promise.all(this.#pages.map((_, slot) => this.#leave(slot)));
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case "keep":
        await this.#say(step.speaker, `.keep("k${step.key}")`, `#k${step.key}`, step.look);
        break;
      case "say":
        await this.#say(step.speaker, "", "#live", step.look);
        break;
      case "forget":
        await this.#on(SCREENS + step.speaker, `$.jqluster("TV").forget("k${step.key}")`);
        break;
      case "come":
        if (!this.#isOpen[step.screen]) await this.#enter(step.screen);
        break;
      case "leave":
        await this.#leave(step.screen);
        break;
      case "reload":
        if (this.#isOpen[step.screen]) await this.#enter(step.screen);
        break;
      // A page that hears that the network is gone ends its connection, and begins another when it is back.
      case "lose":
        await this.#tell(step.page, "offline");
        break;
      case "back":
        await this.#tell(step.page, "online");
        break;
      // A screen that is left and shown again has a new session, but is not loaded anew.
      case "lapse":
        await this.#tell(0, "pagehide");
        await this.#tell(0, "pageshow");
        break;
      case "settle":
        await this.#settle();
        break;
      default:
        throw new Error(`a browser cannot ${step.do}`);
    }
  }

  async #say(speaker: number, keep: string, selector: string, { text, value, classes }: Look): Promise<void> {
    this.#said += 1;
    const [words, title, names] = [`${this.#said}${text}`, value, classes].map((part) =>
      JSON.stringify(part),
    );
    const calls = `.text(${words}).append("<b>" + ${words} + "</b>").attr("title", ${title}).removeClass()`;
    await this.#on(SCREENS + speaker, `$.jqluster("TV")${keep}("${selector}")${calls}.addClass(${names})`);
  }

  async #enter(slot: number): Promise<void> {
    const page = this.#pages[slot];
    const isSpeaker = slot >= SCREENS && slot < SCREENS + SPEAKERS;
    const node = isSpeaker ? `Speaker ${slot}` : "TV";
    await page?.goto(this.#site.url);
    await this.#on(
      slot,
      `window.told = [];
      window.problems = [];
      $.jqluster.on("connect", ({ recovered }) => { if (!recovered) told.length = 0; });
      $.jqluster.on("error", (error) => {
        if (!/^(Disconnected|NoSuchNode)Error$/.test(error.name)) problems.push(String(error));
      });
      await $.jqluster.init("${node}", null, {
        room: "run ${this.#room}",
        transports: ["websocket"],
        allow: ({ evalCode }) => { told.push(evalCode); return true; },
      })`,
    );
    this.#isOpen[slot] = true;
  }

  async #leave(slot: number): Promise<void> {
    if (!this.#isOpen[slot]) return;
    this.#isOpen[slot] = false;
    await this.#pages[slot]?.goto("about:blank");
  }

  async #tell(slot: number, event: string): Promise<void> {
    if (!this.#isOpen[slot]) return;
    // What a page that was kept for the way back is told; the others look at the type alone.
    await this.#on(slot, `dispatchEvent(new PageTransitionEvent("${event}", { persisted: true }))`);
  }

  /** Waits until all pages are back and have what was said. */
  async #settle(): Promise<void> {
    const open = [...this.#isOpen.keys()].filter((slot) => this.#isOpen[slot]);
    for (const slot of open) {
      await this.#tell(slot, "online");
      await this.#pages[slot]?.waitForFunction("$.jqluster.state().connected");
    }
    for (let speaker = SCREENS; speaker < SCREENS + SPEAKERS; speaker++)
      await this.#on(speaker, `await $.jqluster("TV").kept()`);
    await this.#answered();
  }

  /** Each page answers after all that came before. */
  async #answered(): Promise<void> {
    await this.#on(SCREENS, `await $.jqluster("TV").all(($tv) => $tv("body").length)`);
  }

  async #compare(): Promise<void> {
    const late = SCREENS + SPEAKERS;
    await this.#enter(late);
    const keys = await this.#on<string[]>(SCREENS, `return await $.jqluster("TV").kept()`);
    await this.#answered();
    const order = await this.#on<string[]>(
      late,
      "return told.filter((code) => /^...#k/.test(code)).map((code) => code.slice(4, 6))",
    );
    same("the keys of a late page, in order", order, keys);
    const screens = [...Array(SCREENS).keys(), late].filter((slot) => this.#isOpen[slot]);
    const expected = await this.#shown(0, keys);
    for (const slot of screens) {
      const name = slot === late ? "a late page" : `screen ${slot}`;
      same(name, await this.#shown(slot, keys), expected);
      const twice = await this.#on(
        slot,
        `const codes = told.filter((code) => /^...#(k|live)/.test(code));
        return codes.filter((code, i) => codes.indexOf(code) !== i)`,
      );
      same(`what ${name} was told twice`, twice, []);
      same(`errors on ${name}`, await this.#on(slot, "return problems"), []);
    }
  }

  #shown(slot: number, keys: readonly string[]): Promise<unknown> {
    return this.#on(slot, `return ${JSON.stringify(keys)}.map((key) => $("#" + key)[0].outerHTML)`);
  }

  async #on<T>(slot: number, code: string): Promise<T> {
    const page = this.#pages[slot];
    if (!page) throw new Error(`there is no page ${slot}`);
    return run<T>(page, code);
  }
}
