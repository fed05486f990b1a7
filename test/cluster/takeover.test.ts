import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { checkQuestions, errorsOf, joinAsking } from "../support/asking-page";
import { joinNumbered, type NumberedPage } from "../support/numbered-page";
import {
  type JoinedServices,
  type ServiceProcess,
  startJoinedServices,
  startServiceProcess,
} from "../support/service-processes";
import { until } from "../support/until";

/** Leads each new connection to the address that is set, without the hint to the worker of its session. */
class Switch {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  constructor(public target: string) {
    this.#server = createServer((socket) => {
      const [host = "", port] = this.target.split(":");
      const onward = connect(Number(port), host);
      for (const end of [socket, onward]) {
        this.#sockets.add(end);
        // Being cut off is what is wanted.
        end.on("error", () => {});
        end.on("close", () => {
          this.#sockets.delete(end);
          socket.destroy();
          onward.destroy();
        });
      }
      socket.on("data", (chunk) => {
        const text = chunk.toString("latin1").replace(/([?&])session=w/, "$1sessiox=w");
        onward.write(Buffer.from(text, "latin1"));
      });
      onward.pipe(socket);
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

let toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.reverse()) await close();
  toClose = [];
});

async function switchTo(address: string) {
  const proxy = new Switch(address);
  toClose.push(() => proxy.close());
  return { proxy, address: await proxy.listen() };
}

function join(nodeId: string, address: string, transports?: string[]): NumberedPage {
  const page = joinNumbered(nodeId, address, transports);
  toClose.push(() => page.connection.release());
  return page;
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Lets two pages say numbers to each other while one of them is moved. */
async function talk(alice: NumberedPage, bob: NumberedPage, moves: number, move: (i: number) => void) {
  await until(() => alice.recovered.length === 1 && bob.recovered.length === 1);
  let said = 0;
  const say = () => {
    for (let i = 0; i < 5; i++, said++) {
      expect(alice.say("Bob", said)).toBe(true);
      expect(bob.say("Alice", said)).toBe(true);
    }
  };
  const timer = setInterval(say, 20);
  try {
    for (let i = 0; i < moves; i++) {
      const { length } = alice.recovered;
      const before = alice.numbers.length;
      await until(() => alice.numbers.length > before);
      // There is always something under way.
      say();
      move(i);
      await until(() => !alice.connection.registered() || alice.recovered.length > length);
      // Every other time it comes back at once, before its server may have noticed, else when the client retries.
      if (i % 2 === 1) alice.connection.wake();
      await until(() => alice.recovered.length > length);
    }
  } finally {
    clearInterval(timer);
  }
  await until(() => alice.numbers.length >= said && bob.numbers.length >= said);
  expect(alice.numbers).toEqual(numbers(said));
  expect(bob.numbers).toEqual(numbers(said));
  expect(alice.recovered).toEqual([false, ...numbers(moves).map(() => true)]);
  expect(bob.recovered).toEqual([false]);
  expect([...alice.lost, ...bob.lost, ...alice.others, ...bob.others]).toEqual([]);
}

describe("services that are joined by Redis", () => {
  let joined: JoinedServices;
  beforeAll(async () => {
    joined = await startJoinedServices(2);
  });
  afterAll(() => joined.close());
  const addressOf = (i: number) => String(joined.services[i % 2]?.address);

  it.each<[string, string, string[] | undefined]>([
    ["Socket.IO over long-polling", "http", ["polling"]],
    ["Socket.IO with an upgrade", "http", undefined],
    ["plain WebSocket", "ws", undefined],
  ])(
    "over %s: a page that comes back to the other one goes on with its session",
    async (_way, scheme, transports) => {
      const { proxy, address } = await switchTo(addressOf(0));
      const alice = join("Alice", `${scheme}://${address}`, transports);
      const bob = join("Bob", `${scheme}://${addressOf(0)}`, transports);
      await talk(alice, bob, 10, (i) => {
        proxy.target = addressOf(i + 1);
        proxy.cut();
      });
    },
  );
});

describe("services that are joined by Redis, of which one ends", () => {
  let first: ServiceProcess;
  let second: ServiceProcess;
  beforeEach(async () => {
    const joined = await startJoinedServices(2);
    [first, second] = joined.services as [ServiceProcess, ServiceProcess];
    toClose.push(() => joined.close());
  });

  it("a page of one that is stopped goes on with its session at the other", async () => {
    const { proxy, address } = await switchTo(first.address);
    const alice = join("Alice", `ws://${address}`);
    const bob = join("Bob", `ws://${second.address}`);
    await talk(alice, bob, 1, () => {
      proxy.target = second.address;
      void first.stop();
    });
  });

  it("a page of one that is killed begins a new session, and what may be lost is rejected on both sides", async () => {
    const { proxy, address } = await switchTo(first.address);
    const alice = joinAsking("Alice", `ws://${address}`);
    const bob = joinAsking("Bob", `ws://${second.address}`);
    toClose.push(alice.node.release, bob.node.release);
    await Promise.all([alice.node.ready, bob.node.ready]);
    let sent = 0;
    alice.node.events.on("message", (direction, { message_type: type }) => {
      if (direction === "sent" && type === "select_and_get") sent += 1;
    });
    let asked = 0;
    const ask = (count: number) => {
      for (let i = 0; i < count; i++, asked++) {
        alice.ask("Bob", asked);
        bob.ask("Alice", asked);
      }
    };
    ask(100);
    await until(() => alice.outcomes.size === 100 && bob.outcomes.size === 100);
    // What reaches it from now on is lost with it.
    first.command.process.kill("SIGSTOP");
    ask(50);
    await until(() => sent === asked);
    await first.kill();
    proxy.target = second.address;
    await until(() => alice.recovered.length === 2);
    ask(100);
    await until(() => alice.outcomes.size === asked && bob.outcomes.size === asked);
    checkQuestions(alice, bob);
    checkQuestions(bob, alice);
    expect([alice.recovered, bob.recovered]).toEqual([[false, false], [false]]);
    expect(errorsOf(alice)).toEqual({ DisconnectedError: 50 });
    // By name, whether the other process finds first that Alice's is gone, or that it does not respond.
    const { WentAwayError = 0, UnreachableError = 0, ...others } = errorsOf(bob);
    expect({ lost: WentAwayError + UnreachableError, others }).toEqual({ lost: 50, others: {} });
  });
});

it("a page that comes back to another worker goes on with its session", async () => {
  const service = await startServiceProcess("--workers", "3");
  toClose.push(() => service.stop());
  const { proxy, address } = await switchTo(service.address);
  const alice = join("Alice", `ws://${address}`);
  const bob = join("Bob", `ws://${service.address}`);
  await talk(alice, bob, 10, () => proxy.cut());
});
