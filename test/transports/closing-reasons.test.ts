import { once } from "node:events";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import type { AttachOptions } from "../../src";
import type { Message } from "../../src/protocol";
import { letTimePass, stopTime } from "../support/fake-time";
import { message, register } from "../support/messages";
import { messageOfBytes } from "../support/padded";
import { type HttpHarness, startHttp } from "../support/transports";

/** Each reason, with the options and the behaviour that lead to it. */
const REASONS: Readonly<Record<string, [AttachOptions, (send: (input: unknown) => void) => void, number]>> = {
  "not registered in time": [{ registerTimeout: 10_000 }, () => {}, 1008],
  "too many messages": [
    { rateLimit: 10 },
    (send) => {
      for (let i = 0; i < 200; i++) send(message("signal", "Mallory", "Mallory"));
    },
    1008,
  ],
  "message too large": [
    { maxMessageBytes: 2000 },
    (send) => send(messageOfBytes(2001, "Mallory", "Mallory")),
    1009,
  ],
  "reads too slowly": [
    // So little may wait that one message larger than what the system takes at once is too much.
    { maxUnsentBytes: 1, maxMessageBytes: 0 },
    (send) => send(messageOfBytes(8_000_000, "Mallory", "Mallory")),
    1008,
  ],
};

describe.each(Object.entries(REASONS))(
  "a page closed because of: %s",
  (reason, [options, misbehave, code]) => {
    let harness: HttpHarness;
    const mayRegister = reason !== "not registered in time";
    /** Waits for what comes by itself, or with time alone. */
    const waitFor = <T>(awaited: Promise<T>) => (mayRegister ? awaited : letTimePass(awaited));

    beforeEach(async () => {
      if (!mayRegister) stopTime();
      harness = await startHttp(options);
    });
    afterEach(async () => {
      await waitFor(harness.close());
      jest.useRealTimers();
    });

    it("is told so over plain WebSocket in the closing frame", async () => {
      const socket = new WebSocket(`ws://${harness.address}/jqluster`);
      // Both may come in the same moment.
      const closed = once(socket, "close");
      await waitFor(once(socket, "open"));
      if (mayRegister) socket.send(JSON.stringify(register("Mallory")));
      misbehave((input) => socket.send(JSON.stringify(input)));
      const [closingCode, text] = await waitFor(closed);
      expect([closingCode, String(text)]).toEqual([code, reason]);
    });

    const overSocketIo = async (transport: "websocket" | "polling") => {
      const socket = io(`http://${harness.address}`, { transports: [transport], forceNew: true });
      const told: Message[] = [];
      socket.on("jqluster-message", (sent: Message) => told.push(sent));
      const disconnected = new Promise<unknown>((resolve) =>
        socket.once("disconnect", (_reason, details) => resolve(details)),
      );
      await waitFor(new Promise<void>((resolve) => socket.once("connect", resolve)));
      if (mayRegister) socket.emit("jqluster-message", register("Mallory"));
      misbehave((input) => socket.emit("jqluster-message", input));
      const details = await waitFor(disconnected);
      const willReturn = socket.active;
      socket.close();
      return { told, details, willReturn };
    };

    // Socket.IO keeps reason and code of a closing frame in the details of its event.
    it("is told so over Socket.IO, and will connect again by itself", async () => {
      const { told, details, willReturn } = await overSocketIo("websocket");
      const { context } = details as { readonly context?: object };
      if (reason !== "reads too slowly") {
        expect(told.at(-1)).toMatchObject({
          message_type: "error",
          from: null,
          body: { error: `closed: ${reason}`, in_reply_to: null },
        });
      }
      expect(context).toMatchObject({ reason, code });
      expect(willReturn).toBe(true);
    });

    it("is told so over long-polling, where it still listens", async () => {
      const { told, willReturn } = await overSocketIo("polling");
      if (reason !== "reads too slowly") {
        expect(told.at(-1)).toMatchObject({ message_type: "error", body: { error: `closed: ${reason}` } });
      }
      expect(willReturn).toBe(true);
    });
  },
);
