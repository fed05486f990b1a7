import { type Backplane, JqlusterServer } from "../../src/core";
import type { Message } from "../../src/protocol";
import { BACKPLANES, type BackplaneHarness } from "../support/backplanes";
import { message, register, toServer } from "../support/messages";
import { until } from "../support/until";
import { Inbox } from "../support/wire-client";

const KEEP_TIMEOUT = 600_000;

function statement(key: string, value: string): Message {
  return message("select_and_get", "Alice", "Bob", { node_id: "Bob", eval_code: value, keep: key });
}

const codeOf = ({ body }: Message) => (body as { readonly eval_code?: string }).eval_code;

/** A process with a core of its own. */
class Process {
  readonly core: JqlusterServer;
  readonly backplane: Backplane;
  #pages = 0;

  constructor(backplane: Backplane) {
    this.backplane = backplane;
    this.core = new JqlusterServer({ backplane, keepTimeout: KEEP_TIMEOUT, maxKeptBytes: 2000 });
  }

  /** A page that has been told that it is registered, and what it was sent after that. */
  async page(nodeId: string) {
    this.#pages += 1;
    const uniqueId = `page${this.#pages}`;
    const inbox = new Inbox();
    const received: Message[] = [];
    const sender = (sent: Message) => {
      received.push(sent);
      inbox.push(sent);
    };
    this.core.register({ uniqueId, message: register(nodeId), sender });
    expect(await inbox.next()).toMatchObject({ message_type: "register_reply", body: { error: null } });
    return {
      codes: () => received.slice(1).map(codeOf),
      say: (said: Message) => this.core.distribute(said, { source: uniqueId }),
    };
  }

  /** The statements of a page that comes late. */
  async late(): Promise<readonly (string | undefined)[]> {
    return (await this.page("Bob")).codes();
  }

  async close(): Promise<void> {
    this.core.close();
    await this.backplane.close();
  }
}

describe.each(Object.entries(BACKPLANES))("kept statements on %s", (name, start) => {
  let harness: BackplaneHarness;
  let processes: Process[];

  const join = async () => {
    const process = new Process(await harness.connect());
    processes.push(process);
    return process;
  };

  beforeAll(async () => {
    harness = await start();
  });
  beforeEach(() => {
    processes = [];
  });
  afterEach(async () => {
    for (const process of processes) await process.close();
    await harness.clear();
  });
  afterAll(() => harness.close());

  it("reach a page that comes on a process without pages, at once, in the order of first use", async () => {
    const [here, there] = [await join(), await join()];
    const alice = await here.page("Alice");
    // Of different lengths: the bytes tell when all of them have arrived.
    for (const value of ["a1", "b12", "c123", "a12345"]) alice.say(statement(value.slice(0, 1), value));
    alice.say(toServer("forget", "Alice", { node_id: "Bob", keep: "b" }));
    await until(() => here.core.keptBytes > 0 && here.core.keptBytes === there.core.keptBytes);
    expect(await there.late()).toEqual(["a12345", "c123"]);
    expect(await here.late()).toEqual(["a12345", "c123"]);
  });

  it("are all there for a process that starts later", async () => {
    const here = await join();
    const alice = await here.page("Alice");
    for (const key of ["b", "a"]) alice.say(statement(key, key));
    const bob = await here.page("Bob");
    expect(bob.codes()).toEqual(["b", "a"]);
    const there = await join();
    expect(await there.late()).toEqual(["b", "a"]);
    const keys = await there.page("Carol");
    keys.say(statement("a", "a2"));
    await until(() => bob.codes().length === 3);
    expect(await here.late()).toEqual(["b", "a2"]);
  });

  it("are the same on each process after statements at one time", async () => {
    const three = [await join(), await join(), await join()];
    const pages: Awaited<ReturnType<Process["page"]>>[] = [];
    for (const process of three) pages.push(await process.page("Alice"));
    const bobs: Awaited<ReturnType<Process["page"]>>[] = [];
    for (const process of three) bobs.push(await process.page("Bob"));
    for (let i = 0; i < 30; i++) {
      for (const [number, page] of pages.entries())
        page.say(statement(`k${(i * 7 + number) % 5}`, `${number}.${i}`));
    }
    const fresh = await join();
    let seen: (readonly (string | undefined)[])[] = [];
    await until(async () => {
      seen = await Promise.all([...three, fresh].map((process) => process.late()));
      return seen.every((codes) => codes.join() === seen[0]?.join());
    });
    expect(seen[0]).toHaveLength(5);
    // The pages that were there all the time end in the same statements.
    for (const bob of bobs) expect(bob.codes()).toEqual(expect.arrayContaining([...(seen[0] ?? [])]));
  });

  const outlives = /^redis/i.test(name);
  it(outlives ? "outlive all processes" : "end with the last process", async () => {
    const first = [await join(), await join()] as const;
    const alice = await first[0].page("Alice");
    for (const value of ["b1", "a", "c123"]) alice.say(statement(value.slice(0, 1), value));
    alice.say(toServer("forget", "Alice", { node_id: "Bob", keep: "a" }));
    await until(() => first[0].core.keptBytes === first[1].core.keptBytes);
    for (const process of first) await process.close();
    processes = [];
    expect(await (await join()).late()).toEqual(outlives ? ["b1", "c123"] : []);
  });
});
