import { ServerRooms } from "../../src/attach/server-rooms";
import { type Session, Sessions } from "../../src/connection";
import { silentLogger } from "../../src/core";
import { sessionOf } from "../../src/protocol";
import { type DoorPage, doors } from "../support/door";
import { MemoryBus } from "../support/memory-backplane";
import { ack, registration } from "../support/messages";

const LIMITS = { rateLimit: 0, maxPendingRequests: 0, maxMessageBytes: 0 };

function inRoom(room: string) {
  return { handshake: { headers: {}, query: { room }, auth: {}, address: "" } };
}

describe("a session", () => {
  const sessionIn = ({ inbox: [reply] }: DoorPage) => reply && sessionOf(reply)?.id;

  it.each([
    ["red", "red", true],
    ["red", "blue", false],
    ["red", "", false],
    ["", "red", false],
    ["", "", true],
  ])("begun in room %j is resumed from room %j: %j", async (first, second, isResumed) => {
    const backplane = new MemoryBus().connect();
    const rooms = new ServerRooms({ logger: silentLogger, maxRooms: 0, requestTimeout: 30_000, backplane });
    const sessions = new Sessions<Session>({ resumeTimeout: 15_000, ...LIMITS });
    const { connect } = doors({ rooms, sessions });
    const before = connect(inRoom(first));
    before.door.receive(registration("Alice", "p1", true));
    await new Promise(setImmediate);
    const id = sessionIn(before);
    before.door.receive(ack("Alice", 0));
    before.door.end();
    const after = connect(inRoom(second));
    after.door.receive(registration("Alice", "p1", { id: id ?? "", received: 0 }));
    await new Promise(setImmediate);
    expect(sessionIn(after) === id).toBe(isResumed);
    after.door.end(true);
    rooms.close();
  });
});
