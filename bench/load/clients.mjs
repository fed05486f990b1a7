import { io } from "socket.io-client";
import { connect } from "../../dist/client/index.mjs";

const ADDRESSES = {
  "socket.io": (/** @type {number} */ port) => `http://127.0.0.1:${port}`,
  websocket: (/** @type {number} */ port) => `ws://127.0.0.1:${port}/jqluster`,
};

/**
 * Connects with jQluster's own client, which asks for a session.
 *
 * @param {"socket.io" | "websocket"} dialect
 * @param {number} port
 * @param {string} nodeId
 */
export function connectClient(dialect, port, nodeId) {
  return connect(
    nodeId,
    ADDRESSES[dialect](port),
    dialect === "socket.io" ? { transports: ["websocket"] } : {},
  );
}

/**
 * Two programs that are joined by jQluster: how long until all statements of a loop have arrived.
 *
 * @param {"socket.io" | "websocket"} dialect
 * @param {number} port
 */
export async function jqlusterLoop(dialect, port) {
  const [sender, receiver] = await Promise.all([
    connectClient(dialect, port, "Sender"),
    connectClient(dialect, port, "Receiver"),
  ]);
  let left = 0;
  let done = () => {};
  receiver.on("message", (direction, message) => {
    if (direction !== "received" || message.message_type !== "select_and_get") return;
    left -= 1;
    if (left === 0) done();
  });
  // The receiver has no page, and says so each time.
  sender.on("error", () => {});
  const remote = sender.remote("Receiver");
  return {
    /** @param {number} count */
    async run(count) {
      left = count;
      const arrived = new Promise((resolve) => {
        done = () => resolve(undefined);
      });
      const begin = performance.now();
      for (let i = 0; i < count; i++) remote("#x").trigger("n", [i]);
      await arrived;
      return performance.now() - begin;
    },
    async close() {
      sender.release();
      receiver.release();
    },
  };
}

/**
 * The same by the client of Socket.IO and bare emits.
 *
 * @param {number} port
 */
export async function socketIoLoop(port) {
  const open = () => io(`http://127.0.0.1:${port}`, { transports: ["websocket"], forceNew: true });
  const sender = open();
  const receiver = open();
  let left = 0;
  let done = () => {};
  await new Promise((resolve) => {
    receiver.once("jqluster-message", resolve);
    receiver.emit("jqluster-message", {
      message_id: "1",
      message_type: "register",
      from: "Receiver",
      body: {},
    });
  });
  receiver.on("jqluster-message", () => {
    left -= 1;
    if (left === 0) done();
  });
  return {
    /** @param {number} count */
    async run(count) {
      left = count;
      const arrived = new Promise((resolve) => {
        done = () => resolve(undefined);
      });
      const begin = performance.now();
      for (let i = 0; i < count; i++) {
        const body = { node_id: "Receiver", eval_code: `$("#x").trigger("n",[${i}])` };
        sender.emit("jqluster-message", {
          message_id: String(i),
          message_type: "select_and_get",
          from: "Sender",
          to: "Receiver",
          body,
        });
      }
      await arrived;
      return performance.now() - begin;
    },
    async close() {
      sender.close();
      receiver.close();
    },
  };
}
