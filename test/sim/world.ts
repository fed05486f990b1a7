import type { TransportConnection, TransportHandlers } from "../../src/client/transports/transport";
import { MemoryBus } from "../support/memory-backplane";
import { History, now, type Span } from "./history";
import type { Link } from "./link";
import { SimulatedPage } from "./page";
import { type Choices, choicesOf } from "./random";
import { type Limits, ServerProcess } from "./server-process";

/** What one seed makes of a world. */
export interface WorldPlan {
  /** Gentle: no fault is worse than what a session goes on after. */
  readonly isGentle: boolean;
  readonly processes: number;
  readonly limits: Limits;
}

/** Pages, server processes and the network between them, under one clock and one seed. */
export class World {
  readonly choices: Choices;
  readonly history = new History();
  readonly plan: WorldPlan;
  readonly processes: ServerProcess[] = [];
  /** All processes there ever were, by name. */
  readonly everyProcess = new Map<string, ServerProcess>();
  readonly pages = new Map<string, SimulatedPage>();
  readonly everyPage: SimulatedPage[] = [];
  /** When the processes could not reach each other, or one of them ended. */
  readonly clusterTroubles: Span[] = [];
  /** Until when attempts of a node are refused. */
  readonly #refusedUntil = new Map<string, number>();
  readonly #hangs = new Set<string>();
  readonly #homes = new Map<string, number>();
  readonly #bus = new MemoryBus({ later: (read) => setTimeout(read, this.choices.one([0, 0, 1, 10, 50])) });
  #incarnations = 0;

  constructor(seed: number) {
    this.choices = choicesOf(seed);
    const { between, chance, one } = this.choices;
    const isGentle = chance(0.45);
    this.plan = {
      isGentle,
      processes: chance(0.45) ? between(2, 3) : 1,
      limits: {
        resumeTimeout: 15_000,
        rateLimit: one([0, 20, 100, 2000]) ?? 0,
        maxPendingRequests: one([0, 4, 100]) ?? 0,
        maxMessageBytes: one([2_000, 20_000]) ?? 0,
        maxUnsentBytes: isGentle || chance(0.5) ? 1_000_000 : between(20_000, 60_000),
      },
    };
    for (let i = 0; i < this.plan.processes; i++) this.startProcess(i);
    const count = between(2, 4);
    for (const nodeId of ["Ann", "Bob", "Cat", "Dan"].slice(0, count)) this.load(nodeId);
  }

  get nodeIds(): string[] {
    return [...this.pages.keys()];
  }

  startProcess(index: number): void {
    this.#incarnations += 1;
    const backplane = this.plan.processes > 1 ? this.#bus.connect() : undefined;
    const name = `process ${index + 1}.${this.#incarnations}`;
    const started = new ServerProcess(name, this.plan.limits, this.choices, this.history, backplane);
    this.processes[index] = started;
    this.everyProcess.set(name, started);
    this.history.note(`${name} starts`);
  }

  /** Loads the page of a node, or loads it again. */
  load(nodeId: string): void {
    const name = `${nodeId}.${this.everyPage.length + 1}`;
    const page = new SimulatedPage(name, nodeId, {
      history: this.history,
      connect: (from, handlers) => this.#connect(from, handlers),
    });
    this.pages.set(nodeId, page);
    this.everyPage.push(page);
  }

  refuse(nodeId: string, milliseconds: number): void {
    this.#refusedUntil.set(nodeId, now() + milliseconds);
  }

  /** The next attempt of a node hangs. */
  hang(nodeId: string): void {
    this.#hangs.add(nodeId);
  }

  move(nodeId: string): void {
    this.#homes.set(nodeId, this.choices.between(0, this.plan.processes - 1));
  }

  /** Starts a process that has ended. */
  restart(index: number): void {
    if (!this.processes[index]?.isAlive) this.startProcess(index);
  }

  /** Whether a process runs, and reaches those that do. */
  isJoined(index: number): boolean {
    const { isAlive, backplane } = this.processes[index] ?? {};
    return isAlive === true && backplane?.isUp === true;
  }

  /** The pages of a process go to another one from now on, which is joined. */
  moveFrom(index: number): void {
    const next = [...this.processes.keys()].find((other) => other !== index && this.isJoined(other));
    if (next === undefined) return;
    for (const [nodeId, home] of this.#homes) if (home === index) this.#homes.set(nodeId, next);
  }

  /** No more faults from outside. */
  heal(): void {
    this.#refusedUntil.clear();
    this.#hangs.clear();
    this.processes.forEach(({ isAlive, backplane }, index) => {
      if (!isAlive) this.restart(index);
      else if (backplane && !backplane.isUp) backplane.mend();
    });
  }

  #connect(page: SimulatedPage, handlers: TransportHandlers): TransportConnection {
    const { nodeId } = page;
    let link: Link | undefined;
    let isClosed = false;
    const hangs = this.#hangs.delete(nodeId);
    const timer = setTimeout(
      () => {
        if (isClosed || hangs) return;
        const process = this.processes[this.#homeOf(nodeId)];
        if (!process?.isAlive || (this.#refusedUntil.get(nodeId) ?? 0) > now()) {
          handlers.closed("refused");
          return;
        }
        link = process.connect(handlers, {
          maxFrameBytes: this.plan.limits.maxMessageBytes,
          violation: (text) => this.history.violation(`${page.name}: ${text}`),
        });
        page.link = link;
        page.links.push(link);
      },
      this.choices.between(1, 30),
    );
    return {
      send: (text) => link?.send(text),
      close: (how) => {
        isClosed = true;
        clearTimeout(timer);
        link?.closeByClient(how !== undefined);
      },
      name: () => "simulated",
    };
  }

  #homeOf(nodeId: string): number {
    const known = this.#homes.get(nodeId);
    if (known !== undefined) return known;
    this.move(nodeId);
    return this.#homes.get(nodeId) ?? 0;
  }
}
