import { type ClientOptions, type ConnectedNode, connect } from "../../src/client";
import { startCommand } from "../support/command";
import { isFull, PATIENCE, report, sized } from "../support/soak";
import { until } from "../support/until";
import { connectWebSocket, registered, type WireClient } from "../support/wire-client";

const REQUESTS_BEFORE = sized(30, 500);
/** A hundred requests a second. */
const INTERVAL = 10;
/** A page takes this long for its answer, in milliseconds, so that some are always on their way. */
const ANSWER_TIME = 50;

/** Pages leave one after the other, so the one asked may be gone while the asker is still there. */
const ALLOWED_OUTCOMES = ["answer", "WentAwayError", "NoSuchNodeError", "DisconnectedError"];

const ASKERS: Readonly<Record<string, (address: string) => [string, ClientOptions]>> = {
  "plain WebSocket": (address) => [`ws://${address}/jqluster`, {}],
  "Socket.IO over WebSocket": (address) => [`http://${address}`, { transports: ["websocket"] }],
  "Socket.IO over long-polling": (address) => [`http://${address}`, { transports: ["polling"] }],
};

/** Answers every request of a wire client, a little later. */
async function answerLate(page: WireClient, nodeId: string): Promise<never> {
  for (;;) {
    const { from, message_id, message_type, ...more } = await page.next();
    const toPage = more.from_page === undefined ? {} : { to_page: more.from_page };
    const body = { error: null, result: "answer", in_reply_to: message_id };
    const reply = {
      message_id: `reply ${message_id}`,
      message_type: `${message_type}_reply`,
      from: nodeId,
      to: from,
    };
    setTimeout(() => page.send({ ...reply, ...toPage, body }), ANSWER_TIME);
  }
}

describe.each(Object.entries(ASKERS))(
  "SIGTERM under a hundred requests a second over %s",
  (how, optionsOf) => {
    it("leaves no request without its answer or an error, and the command ends with exit code 0", async () => {
      const running = startCommand(["--port", "0"]);
      const address = new URL(await running.url).host;
      const bob = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Bob");
      void answerLate(bob, "Bob");
      const [url, options] = optionsOf(address);
      const alice: ConnectedNode = await connect("Alice", url, options);
      const outcomes: string[] = [];
      let asked = 0;
      const ask = async (): Promise<void> => {
        asked += 1;
        const outcome = await alice
          .remote("Bob")("h1")
          .text()
          .then(String, (error) => (error as Error).name);
        outcomes.push(outcome);
      };
      const asking = setInterval(() => void ask(), INTERVAL);
      await until(() => outcomes.length >= REQUESTS_BEFORE, PATIENCE);
      const start = performance.now();
      running.process.kill("SIGTERM");
      const { code, stderr } = await running.outcome;
      const duration = performance.now() - start;
      clearInterval(asking);
      // What was asked after the connection was gone waits for the next one, which will not come.
      alice.release();
      await until(() => outcomes.length === asked, PATIENCE);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(outcomes.slice(0, REQUESTS_BEFORE)).toEqual(Array(REQUESTS_BEFORE).fill("answer"));
      const kinds = new Set(outcomes);
      for (const kind of kinds) expect(ALLOWED_OUTCOMES).toContain(kind);
      if (isFull) expect(duration).toBeLessThan(1_000);
      const countOf = (kind: string) => outcomes.filter((outcome) => outcome === kind).length;
      report(`SIGTERM under load over ${how}`, {
        requests: asked,
        answered: countOf("answer"),
        "told that the target or the server went away": countOf("WentAwayError") + countOf("NoSuchNodeError"),
        "told that the connection is gone": countOf("DisconnectedError"),
        "ms until the process had ended": Math.round(duration),
      });
    });
  },
);
