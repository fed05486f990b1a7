import { connect, type Socket } from "node:net";
import { createService, type Service } from "../../src/service/service";
import { until } from "../support/until";

/** Longer than the test may take: what ends before is not ended by the deadline. */
const NEVER = 86_400_000;

const PARTS: Readonly<Record<string, string>> = {
  nothing: "",
  "half a request line": "GET /heal",
  "half of the headers": "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-",
  "half of a body for the demo pages":
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
  "half of a body for Socket.IO":
    "POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf",
  "half of an upgrade": "GET /jqluster HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Up",
};

/** A connection on the bare wire. */
interface Wire {
  readonly socket: Socket;
  /** What came. */
  text: string;
  readonly closed: Promise<unknown>;
}

const WHOLE = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

describe("a service that stops", () => {
  let service: Service;
  let port: number;
  beforeEach(async () => {
    service = createService({ port: 0, stopTimeout: NEVER });
    ({ port } = await service.listen());
  });

  async function send(text: string): Promise<Wire> {
    const socket = connect(port, "127.0.0.1");
    // Being cut off is what is wanted.
    socket.on("error", () => {});
    const closed = new Promise((resolve) => socket.on("close", resolve));
    const wire = { socket, text: "", closed };
    socket.setEncoding("utf8").on("data", (more: string) => {
      wire.text += more;
    });
    await new Promise<void>((resolve) => socket.write(text, () => resolve()));
    return wire;
  }

  it.each(Object.entries(PARTS))("does not wait for who has sent %s", async (_what, part) => {
    const wire = await send(part);
    // A whole request after it, on a connection of its own, is answered when the part has arrived.
    const whole = await send(WHOLE);
    await until(() => whole.text !== "");
    await service.close();
    await Promise.all([wire.closed, whole.closed]);
  });

  it("does not wait for who has had an answer and sends half of another request", async () => {
    const wire = await send(WHOLE);
    await until(() => wire.text !== "");
    wire.socket.write("GET /healthz HTTP/1.1\r\n");
    await service.close();
    await wire.closed;
  });
});
