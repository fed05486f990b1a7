import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { ask } from "./ask";
import type { Fuzzer } from "./fuzz";
import { CLOSE_PACKET } from "./polling-session";
import { packetOf, rawPolling, rawSocketIo } from "./raw-socket-io";
import { connectWebSocket, registered } from "./wire-client";

/** Connects as the node "Fuzz" and sends up to so many inputs, as long as it is let; gives how many were sent. */
export type FuzzedConnection = (address: string, fuzz: Fuzzer, inputs: number) => Promise<number>;

const SEPARATOR = "\u001e";
/** How many packets go into one post, and how many frames go out before a look at whether they were read. */
const AT_ONCE = 50;

/** Packets of Engine.IO and Socket.IO: good, bad, and of kinds that only servers send. */
function socketIoPacket(fuzz: Fuzzer): string {
  const message = packetOf(JSON.parse("{}")).replace("{}", () => fuzz.envelope());
  const odd = [
    "",
    "0",
    "1",
    "2probe",
    "3",
    "5",
    "6",
    "9",
    "4",
    "40",
    "40{}",
    "40null",
    "40[]",
    '40{"pid":[],"offset":{}}',
    "40/other,",
    "41",
    "41/other,",
    "42",
    "42[]",
    "42{}",
    "42null",
    '42["jqluster-message"]',
    '42["jqluster-message",null,null]',
    '42["disconnect"]',
    '42["connect_error"]',
    "42[1]",
    '42999999999999["jqluster-message",{}]',
    '4217["jqluster-message",{}]',
    "43[]",
    "4317[]",
    "44",
    '451-["jqluster-message",{"_placeholder":true,"num":0}]',
    '45999999999-["jqluster-message"]',
    '451-["jqluster-message",{"_placeholder":true,"num":-1}]',
    "46",
    "bAAAA",
    "b",
  ];
  // Most of what is no message ends the connection, so it is rare.
  const kind = fuzz.below(200);
  if (kind < 194) return message;
  if (kind < 197) return fuzz.mangled(message);
  if (kind < 199) return fuzz.oneOf(odd);
  return fuzz.bytes(40).toString("latin1");
}

/** Sends frames until all are sent or the server has hung up, and at the end what no WebSocket library would send. */
async function sendAll(
  socket: WebSocket,
  fuzz: Fuzzer,
  inputs: number,
  sendOne: () => void,
): Promise<number> {
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  let sent = 1;
  while (sent < inputs && socket.readyState === socket.OPEN) {
    for (let i = 0; i < AT_ONCE && sent < inputs; i++, sent++) sendOne();
    const pong = new Promise((resolve) => socket.once("pong", resolve));
    if (socket.readyState === socket.OPEN) socket.ping();
    await Promise.race([pong, closed]);
  }
  const raw = Reflect.get(socket, "_socket") as Socket | null;
  if (raw?.writable) await new Promise((resolve) => raw.write(fuzz.bytes(60), resolve));
  socket.terminate();
  await closed;
  return sent;
}

/** The transports, and how each is attacked. */
export const FUZZED_TRANSPORTS: Readonly<Record<string, FuzzedConnection>> = {
  "plain WebSocket": async (address, fuzz, inputs) => {
    const { socket } = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Fuzz");
    socket.removeAllListeners("message");
    return sendAll(socket, fuzz, inputs, () => {
      const kind = fuzz.below(1000);
      if (kind < 750) socket.send(fuzz.envelope());
      else if (kind < 900) socket.send(fuzz.mangled(fuzz.envelope()));
      else if (kind < 950) socket.send(fuzz.bytes(60));
      else if (socket.readyState === socket.OPEN) socket.ping(fuzz.bytes(100));
    });
  },
  "Socket.IO over WebSocket": async (address, fuzz, inputs) => {
    const socket = await rawSocketIo(address, "Fuzz");
    return sendAll(socket, fuzz, inputs, () => {
      const kind = fuzz.below(1000);
      socket.send(kind < 999 ? socketIoPacket(fuzz) : fuzz.bytes(60));
    });
  },
  "Socket.IO over long-polling": async (address, fuzz, inputs) => {
    const path = await rawPolling(address, "Fuzz");
    let sent = 0;
    while (sent < inputs) {
      const packets = Array.from({ length: Math.min(AT_ONCE, inputs - sent) }, () => socketIoPacket(fuzz));
      sent += packets.length;
      const body = Buffer.from(packets.join(SEPARATOR), fuzz.oneOf(["utf8", "utf8", "latin1"]));
      const { status } = await ask(address, { path, method: "POST", body }, {}).catch(() => ({ status: 0 }));
      if (status !== 200) break;
      // So that there is always something to poll for: the answer to a message that is none.
      await ask(address, { path, method: "POST", body: packetOf(null) }, {});
      const poll = await ask(address, { path }, {});
      if (poll.status !== 200 || poll.text.split(SEPARATOR).includes(CLOSE_PACKET)) break;
    }
    return sent;
  },
};
