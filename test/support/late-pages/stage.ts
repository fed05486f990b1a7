import { createRemotes, type RemoteFunction } from "../../../src/client/remote/remote-function";
import { connected, holds, type ModelPage, openModelPage, shownOn, turns } from "./model-page";
import { ModelNetwork, type ModelProcess } from "./processes";
import { KEYS, type Look, SCREENS, SPEAKERS, type Step, same } from "./program";

/** The node that statements are for. */
const SCREEN = "TV";

/** Where programs are run. */
export interface StageOptions {
  readonly processes: readonly ModelProcess[];
  readonly room: string;
  /** Cuts a process off from the others, or joins it again; absent where that cannot be. */
  readonly setJoined?: (process: number, isJoined: boolean) => void;
  /** Whether messages between processes take time of their own. */
  readonly isRemote: boolean;
}

/** A room with the pages of one program, which runs once. */
export class Stage {
  readonly #options: StageOptions;
  /** Screens first, then speakers; absent: it is not there. */
  readonly #pages: (ModelPage | undefined)[] = [];
  readonly #networks: ModelNetwork[] = [];
  readonly #all: ModelPage[] = [];
  /** What pages were told went wrong, unless it is what a lost session brings. */
  readonly #errors: string[] = [];
  /** Whether the session of the witness has ended while it was away: other screens can be the only ones then. */
  #isWitnessGone = false;
  #said = 0;

  constructor(options: StageOptions) {
    this.#options = options;
    for (let i = 0; i < SCREENS + SPEAKERS; i++) this.#networks.push(this.#networkAt(i));
  }

  /** @throws Error with the difference, when a late page is not as one that was there all the time. */
  async run(program: readonly Step[]): Promise<void> {
    try {
      this.#open(0);
      for (let i = 0; i < SPEAKERS; i++) this.#open(SCREENS + i);
      await this.#settle();
      for (const step of program) await this.#do(step);
      await this.#restore();
      await this.#compare();
    } finally {
      await this.#close();
    }
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case "keep":
        this.#say(this.#speaker(step.speaker).keep(`k${step.key}`), `#k${step.key}`, step.look);
        break;
      case "say":
        this.#say(this.#speaker(step.speaker), "#live", step.look);
        break;
      case "forget":
        this.#speaker(step.speaker).forget(`k${step.key}`);
        break;
      case "come":
        if (!this.#pages[step.screen]) this.#open(step.screen);
        break;
      case "leave":
        this.#leave(step.screen);
        break;
      case "reload":
        if (!this.#pages[step.screen]) break;
        this.#leave(step.screen);
        this.#open(step.screen);
        break;
      case "lose":
        this.#networks[step.page]?.lose();
        break;
      case "back":
        this.#networks[step.page]?.restore();
        this.#pages[step.page]?.node.wake();
        break;
      case "move": {
        const [network, process] = [this.#networks[step.page], this.#options.processes[step.process]];
        if (network && process) network.process = process;
        break;
      }
      case "lapse":
        if (this.#networks[0]?.isOnline === false) this.#isWitnessGone = true;
        for (const { sessions } of this.#options.processes) sessions.close();
        break;
      case "settle":
        await this.#settle();
        break;
      default:
        this.#options.setJoined?.(step.process, step.do === "mend");
    }
    // Statements of one step leave as one message.
    await Promise.resolve();
  }

  #say(select: (selector: string) => ReturnType<RemoteFunction>, selector: string, look: Look): void {
    this.#said += 1;
    select(selector).text(`${this.#said}${look.text}`).val(look.value).removeClass().addClass(look.classes);
  }

  #speaker(number: number): RemoteFunction {
    const speaker = this.#pages[SCREENS + number];
    if (!speaker) throw new Error(`there is no speaker ${number}`);
    return speaker.remote;
  }

  #networkAt(number: number): ModelNetwork {
    const { processes, room } = this.#options;
    const process = processes[number % processes.length];
    if (!process) throw new Error("a stage needs a process");
    return new ModelNetwork(process, room);
  }

  #open(slot: number): void {
    const network = this.#networks[slot];
    if (network) this.#pages[slot] = this.#openPage(slot < SCREENS ? SCREEN : `Speaker ${slot}`, network);
  }

  #openPage(nodeId: string, network: ModelNetwork): ModelPage {
    const opened = openModelPage(nodeId, SCREEN, network, (error) => {
      if (!this.#isExpected(error)) this.#errors.push(`${error}`);
    });
    this.#all.push(opened);
    return opened;
  }

  /** Tells whether an error is what a lost session brings, or what the last screen leaves behind when it goes. */
  #isExpected({ name }: Error): boolean {
    return (
      /^(Disconnected|Unreachable|NoSuchNode)Error$/.test(name) ||
      (name === "WentAwayError" && this.#isWitnessGone)
    );
  }

  #leave(slot: number): void {
    this.#pages[slot]?.node.release();
    this.#pages[slot] = undefined;
  }

  /** Brings everybody back. */
  async #restore(): Promise<void> {
    for (const [number] of this.#options.processes.entries()) this.#options.setJoined?.(number, true);
    await turns();
    for (const network of this.#networks) network.restore();
    for (const page of this.#pages) if (page) await connected(page);
    await this.#settle();
  }

  async #settle(): Promise<void> {
    await this.#arrive();
    if (this.#pages[0]?.node.connected()) this.#isWitnessGone = false;
  }

  /** Waits until all that is under way has arrived. */
  async #arrive(): Promise<void> {
    await turns();
    if (!this.#options.isRemote) return;
    // What a process publishes arrives in order: after a message of each everything has. Repairs take another round.
    const probes = this.#options.processes.map((_, number) =>
      this.#openPage("Probe", this.#networkAt(number)),
    );
    for (const probe of probes) await connected(probe);
    for (const round of ["first", "second"]) {
      for (const [number, probe] of probes.entries())
        createRemotes(probe.node)("Probe")("#probe").text(`${round} ${number}`);
      for (const { page } of probes)
        await holds(() => probes.every((_, number) => page.texts.includes(`${round} ${number}`)));
      await turns();
    }
    for (const { node } of probes) node.release();
    await turns(3);
  }

  async #compare(): Promise<void> {
    const [witness] = this.#pages;
    if (!witness) throw new Error("the page that is there all the time is not there");
    same("errors", this.#errors, []);
    const keys = (await this.#speaker(0).kept()) ?? [];
    if (keys.some((key) => !/^k\d$/.test(key)) || keys.length > KEYS) throw new Error(`kept: ${keys}`);
    const late: ModelPage[] = [];
    for (const [number] of this.#options.processes.entries()) {
      const page = this.#openPage(SCREEN, this.#networkAt(number));
      await connected(page);
      late.push(page);
    }
    await turns(3);
    for (const [number, { page }] of late.entries()) {
      const name = `a late page on process ${number}`;
      same(
        `the elements of ${name}, in order`,
        Object.keys(page.shown),
        keys.map((key) => `#${key}`),
      );
    }
    for (const [slot, there] of [...this.#pages.slice(0, SCREENS), ...late].entries()) {
      if (!there) continue;
      const name = slot < SCREENS ? `screen ${slot}` : `a late page on process ${slot - SCREENS}`;
      for (const key of keys) {
        same(`#${key} on ${name}`, shownOn(there, key), shownOn(witness, key));
      }
      const { texts } = there.page;
      const twice = texts.filter((text, index) => texts.indexOf(text) !== index);
      same(`what ${name} was told twice`, twice, []);
    }
  }

  async #close(): Promise<void> {
    for (const [number] of this.#options.processes.entries()) this.#options.setJoined?.(number, true);
    const speaker = this.#pages[SCREENS];
    if (speaker) {
      this.#networks[SCREENS]?.restore();
      await connected(speaker);
      // The room is gone with its last page then.
      speaker.remote.forget();
    }
    await turns(5);
    for (const { node } of this.#all) node.release();
    for (const { sessions } of this.#options.processes) sessions.close();
    await turns(5);
  }
}
