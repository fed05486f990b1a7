import { Agent } from "node:http";
import { type Asked, ask, type Way } from "./ask";
import { CLOSE_PACKET, openPolling } from "./polling-session";

/** A page on the bare requests of Socket.IO, by long-polling, that numbers them as the client does. */
export class NumberedPolls {
  readonly #address: string;
  readonly #prefix: string;
  readonly #path: string;
  /** Two TCP connections that stay, as browsers have them: one for what is posted, one for polls. */
  readonly #agents = { POST: oneConnection(), GET: oneConnection() };
  #number = 0;
  #joining: Way | undefined;

  private constructor(address: string, namespace: string, path: string) {
    this.#address = address;
    this.#prefix = namespace === "/" ? "" : `${namespace},`;
    this.#path = path;
  }

  /** Shakes hands and joins a namespace. */
  static async join(address: string, namespace = "/"): Promise<NumberedPolls> {
    const page = new NumberedPolls(address, namespace, await openPolling(address));
    page.#joining = await page.post(`40${page.#prefix}`);
    await page.pollFor("40");
    return page;
  }

  /** What was posted to join. */
  get joining(): Way {
    if (!this.#joining) throw new Error("it has not joined");
    return this.#joining;
  }

  /** Posts messages in one request, each in a packet. @returns What can be asked again. */
  say(...messages: readonly unknown[]): Promise<Way> {
    const packets = messages.map((message) => `["jqluster-message",${JSON.stringify(message)}]`);
    return this.post(packets.map((packet) => `42${this.#prefix}${packet}`).join("\x1e"));
  }

  /** Posts packets. @returns What can be asked again. */
  async post(body: string): Promise<Way> {
    const way = this.wayToPost(body);
    await this.ask(way);
    return way;
  }

  /** A request that posts packets, to be asked. */
  wayToPost(body: string): Way {
    return this.#next("POST", body);
  }

  /** Polls once. @returns What can be asked again, and the answer. */
  async poll(): Promise<{ readonly way: Way; readonly answer: Asked }> {
    const way = this.#next("GET");
    return { way, answer: await this.ask(way) };
  }

  /** Polls until a text comes. @returns All that came. */
  async pollFor(expected: string): Promise<string> {
    let came = "";
    while (!came.includes(expected)) {
      const { status, text } = (await this.poll()).answer;
      if (status !== 200 || text === CLOSE_PACKET)
        throw new Error(`the poll was answered with ${status}: ${text}`);
      if (text === "2") await this.post("3");
      came += `${text}\n`;
    }
    return came;
  }

  /** Asks, also once more. */
  ask(way: Way): Promise<Asked> {
    return ask(this.#address, way, {});
  }

  /** Ends its TCP connections. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  #next(method: "GET" | "POST", body?: string): Way {
    this.#number += 1;
    const path = `${this.#path}&nth=${this.#number}`;
    return { method, path, agent: this.#agents[method], ...(body === undefined ? {} : { body }) };
  }
}

function oneConnection(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}
