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
 * Times how long until all messages of a loop have arrived.
 *
 * @param {(i: number) => void} say Sends one message.
 */
function timedLoop(say) {
  let left = 0;
  let done = () => {};
  return {
    /** One message has arrived. */
    arrived() {
      left -= 1;
      if (left === 0) done();
    },
    /** @param {number} count @returns {Promise<number>} The time in milliseconds. */
    async run(count) {
      left = count;
      const all = new Promise((resolve) => {
        done = () => resolve(undefined);
      });
      const begin = performance.now();
      for (let i = 0; i < count; i++) say(i);
      await all;
      return performance.now() - begin;
    },
  };
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
  const remote = sender.remote("Receiver");
  const loop = timedLoop((i) => remote("#x").trigger("n", [i]));
  receiver.on("message", (direction, message) => {
    if (direction === "received" && message.message_type === "select_and_get") loop.arrived();
  });
  // The receiver has no page, and says so each time.
  sender.on("error", () => {});
  return {
    run: loop.run,
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
  const loop = timedLoop((i) => {
    sender.emit("jqluster-message", {
      message_id: String(i),
      message_type: "select_and_get",
      from: "Sender",
      to: "Receiver",
      body: { node_id: "Receiver", eval_code: `$("#x").trigger("n",[${i}])` },
    });
  });
  await new Promise((resolve) => {
    receiver.once("jqluster-message", resolve);
    receiver.emit("jqluster-message", {
      message_id: "1",
      message_type: "register",
      from: "Receiver",
      body: {},
    });
  });
  receiver.on("jqluster-message", loop.arrived);
  return {
    run: loop.run,
    async close() {
      sender.close();
      receiver.close();
    },
  };
}
