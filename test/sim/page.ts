import { createNode, type Node } from "../../src/client/node";
import { createResponder } from "../../src/client/page/responder";
import type { TargetPage } from "../../src/client/page/target-page";
import type { Transport } from "../../src/client/transports/transport";
import { MessageType } from "../../src/protocol";
import { type History, now, type Question, type Span } from "./history";
import type { Link } from "./link";

/** What a page needs of its world. */
export interface Surroundings {
  readonly history: History;
  /** Begins a connection to a server process. */
  readonly connect: (page: SimulatedPage, handlers: Parameters<Transport>[0]) => ReturnType<Transport>;
}

type Callback = (number: number) => void;

/** A page, or program, of a simulated world: asks, answers, listens, tells events and watches. */
export class SimulatedPage {
  /** Unlike all others, also of the same node. */
  readonly name: string;
  readonly nodeId: string;
  readonly node: Node;
  readonly bornAt = now();
  /** Counts the sessions of this page. */
  epoch = 0;
  link: Link | undefined;
  /** All connections that it had. */
  readonly links: Link[] = [];
  /** The last connection that it registered over. */
  lastLink: Link | undefined;
  /** The first connection of its session to the process that has it. */
  firstLink: Link | undefined;
  releasedAt: number | undefined;
  firstConnectedAt: number | undefined;
  /** When something may have been lost, since its session did not go on. */
  readonly losses: Span[] = [];
  /** How often its session did not go on. */
  readonly newSessions: {
    readonly at: number;
    readonly before: Link;
    readonly first: Link;
    readonly now: Link;
  }[] = [];
  readonly #history: History;
  readonly #callbacks: { readonly handler: string; readonly call: Callback }[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #watched = new Map<string, () => void>();
  #fired = 0;
  /** The handler that a request is about, while it is attached. */
  #askedHandler: string | undefined;

  constructor(name: string, nodeId: string, { history, connect }: Surroundings) {
    this.name = name;
    this.nodeId = nodeId;
    this.#history = history;
    const selection = {
      length: 1,
      on: (_event: string, call: Callback) => {
        const handler = this.#askedHandler ?? "unknown";
        if (this.#callbacks.some((own) => own.handler === handler)) {
          history.violation(`${name} got handler ${handler} twice`);
        }
        this.#callbacks.push({ handler, call });
        history.note(`${name} has handler ${handler}`);
        return selection;
      },
      off: (_event: string, _selector: unknown, call: Callback) => {
        const index = this.#callbacks.findIndex((own) => own.call === call);
        if (index >= 0) this.#callbacks.splice(index, 1);
      },
    };
    const jQuery = Object.assign(
      Object.defineProperty(() => selection, Symbol.hasInstance, {
        value: (other: unknown) => other === selection,
      }),
      { Event: class {} },
    );
    const window = { document: {}, eval: (code: string) => this.#run(code, selection) };
    const page = { jQuery, window, allowEval: true } as unknown as TargetPage;
    this.node = createNode({
      nodeId,
      transport: (handlers) => connect(this, handlers),
      notify: [],
      timeout: 0,
      respond: (parts) => createResponder(page, parts),
      whenReady: (ready) => ready(),
    });
    this.node.ready.then(undefined, (error) => {
      if (this.releasedAt === undefined) history.violation(`${name} was not registered: ${error}`);
    });
    this.#observe();
  }

  #run(code: string, selection: object): unknown {
    const [kind, id = "", padding = "0"] = code.split("!");
    if (kind === "listen") {
      this.#askedHandler = id;
      return selection;
    }
    this.#history.executions.push({ at: now(), page: this.name, id });
    this.#history.note(`${this.name} executes ${id}`);
    return `${id}:${"r".repeat(Number(padding))}`;
  }

  #observe(): void {
    const history = this.#history;
    const { events } = this.node;
    events.on("connect", ({ recovered }) => this.#connected(recovered));
    events.on("disconnect", (reason) => history.note(`${this.name} disconnected: ${reason}`));
    events.on("error", (error) => history.note(`${this.name} error ${error.name}: ${error.message}`));
    events.on("message", (direction, message) => {
      if (direction !== "sent") return;
      const question = history.questions.get(String(message.message_id));
      if (question) question.epoch = this.epoch;
    });
  }

  #connected(recovered: boolean): void {
    this.#history.note(`${this.name} connected, recovered: ${recovered}, by ${this.link?.id}`);
    const { link } = this;
    if (!link) return;
    const before = this.lastLink;
    this.lastLink = link;
    if (!before || !this.firstLink) {
      this.firstConnectedAt = now();
      this.firstLink = link;
    } else if (!recovered) {
      this.newSessions.push({ at: now(), before, first: this.firstLink, now: link });
      this.losses.push({ from: before.troubledAt ?? now(), to: now() });
      this.firstLink = link;
      this.epoch += 1;
    } else if (before.process !== link.process) this.firstLink = link;
  }

  /** Asks a node, or one page of it. `bytes` is about how long the question and its answer are. */
  ask(target: string, toPage: SimulatedPage | undefined, bytes: number): void {
    const key = toPage ? toPage.name : target;
    const number = (this.#numbers.get(key) ?? 0) + 1;
    this.#numbers.set(key, number);
    const { make, ask } = this.node.services;
    const id = `${this.name}>${key}#${number}`;
    const half = Math.floor(bytes / 2);
    const evalCode = `get!${id}!${half}!${"q".repeat(half)}`;
    const place = { nodeId: target, pageId: toPage?.node.pageId };
    const message = make(MessageType.selectAndGet, place, { node_id: target, eval_code: evalCode }, id);
    const question: Question = {
      id,
      asker: this.name,
      node: target,
      number,
      bytes,
      askedAt: now(),
      epoch: this.epoch,
      outcomes: [],
    };
    this.#history.questions.set(id, question);
    this.#history.note(`${this.name} asks ${id}`);
    const settled = (error: Error | undefined, value: unknown): void => {
      question.outcomes.push({ at: now(), error, value });
      this.#history.note(`${id} ${error ? `fails: ${error.name}: ${error.message}` : "is answered"}`);
    };
    ask(message).then(
      ({ body }) => settled(undefined, body),
      (error) => settled(error as Error, undefined),
    );
  }

  listen(target: string): void {
    const handler = `${this.name}@${target}`;
    if (this.#watched.has(handler)) return;
    const forget = this.node.services.listeners.add({
      place: { nodeId: target, pageId: undefined },
      key: `listen!${handler}`,
      evalCode: `listen!${handler}`,
      method: "on",
      options: ["tick"],
      handlerOptions: undefined,
      event: "tick",
      selector: undefined,
      handler: () => {},
      call: (_self, [told]) => {
        const { page, number } = told as { page: string; number: number };
        this.#history.heard.push({ at: now(), page: this.name, id: page, handler, number });
        this.#history.note(`${this.name} hears ${handler} from ${page}: ${number}`);
      },
    });
    this.#watched.set(handler, forget);
    this.#history.note(`${this.name} listens to ${target}`);
  }

  /** Tells an event to everybody who listens. */
  fire(): void {
    this.#fired += 1;
    const number = this.#fired;
    for (const { handler, call } of [...this.#callbacks]) {
      this.#history.fired.push({ at: now(), page: this.name, id: "", handler, number });
      this.#history.note(`${this.name} fires ${number} for ${handler}`);
      (call as (told: unknown) => void)({ page: this.name, number });
    }
  }

  watch(target: string): void {
    const key = `watch ${target}`;
    const end = this.#watched.get(key);
    if (end) {
      end();
      this.#watched.delete(key);
      this.#history.note(`${this.name} watches ${target} no more`);
      return;
    }
    this.#history.note(`${this.name} watches ${target}`);
    const handler = (told: { online: boolean; pageId?: string; pageOnline?: boolean }): void => {
      const { online, pageId, pageOnline } = told;
      this.#history.presences.push({
        at: now(),
        watcher: this.name,
        node: target,
        online,
        page: pageId,
        pageOnline,
      });
      this.#history.note(`${this.name} is told ${JSON.stringify({ target, online, pageId, pageOnline })}`);
    };
    this.#watched.set(key, this.node.services.watches.add(target, handler));
  }

  /** The nodes that it watches. */
  get watchedNodes(): string[] {
    return [...this.#watched.keys()].filter((key) => key.startsWith("watch ")).map((key) => key.slice(6));
  }

  /** Goes for good. */
  leave(how: "release" | "leaving"): void {
    const { troubledAt } = this.lastLink ?? {};
    if (troubledAt !== undefined) this.losses.push({ from: troubledAt, to: now() });
    this.releasedAt = now();
    this.#history.note(`${this.name} goes: ${how}`);
    if (how === "leaving") this.node.disconnect("the page is being left", "leaving");
    this.node.release();
  }
}
