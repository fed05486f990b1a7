import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerRooms } from "../../../src/attach/server-rooms";
import { FrameReader, FrameWriter } from "../../../src/backplanes/mesh/frames";
import { joinMesh, type Mesh } from "../../../src/backplanes/mesh/mesh";
import { type Session, Sessions } from "../../../src/connection";
import { BackplaneError, silentLogger } from "../../../src/core";
import { doors } from "../../support/door";
import { letTimePass, stopTime } from "../../support/fake-time";
import { ack } from "../../support/messages";
import { LIMITS, RESUME_TIMEOUT } from "../../support/session-pages";
import { enter } from "../../support/session-processes";
import { until } from "../../support/until";

const SYNC = 3;
const SYNCED = 4;

let folder: string;
let meshes: [Mesh, Mesh];
let sockets: Socket[];
const closings: (() => void)[] = [];

const addressOf = (number: number) => join(folder, `${number}.sock`);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "jqluster-mesh-"));
  sockets = [];
  const first = await joinMesh({ number: 1, addressOf, members: async () => [] });
  meshes = [first, await joinMesh({ number: 2, addressOf, members: async () => [1] })];
});

afterEach(async () => {
  for (const close of closings.splice(0)) close();
  jest.useRealTimers();
  for (const socket of sockets) socket.destroy();
  await Promise.all(meshes.map((mesh) => mesh.close()));
  rmSync(folder, { recursive: true });
});

/** Links worker 9 with a worker. A busy one reads nothing: it confirms nothing. */
async function link(number: 1 | 2, isBusy: boolean): Promise<void> {
  const mesh = meshes[number - 1] as Mesh;
  const socket = connect(addressOf(number));
  sockets.push(socket);
  await once(socket, "connect");
  const say = (kind: number, text: string) => {
    const frame = new FrameWriter();
    frame.add(kind, text);
    socket.write(frame.take());
  };
  const reader = new FrameReader((kind, text) => {
    if (kind === SYNC && !isBusy) say(SYNCED, text);
  });
  socket.on("data", (chunk: Buffer) => reader.push(chunk));
  say(0, "9");
  await until(() => mesh.members.includes(9));
}

test("a sync fails, naming the worker, where one is too busy to answer", async () => {
  await link(1, true);
  await link(2, false);
  stopTime();
  await letTimePass(
    expect(meshes[0].sync?.()).rejects.toEqual(new BackplaneError("worker 9 is too busy to answer")),
  );
  await letTimePass(expect(meshes[1].sync?.()).resolves.toBeUndefined());
});

/** A process with sessions, joined with others by this mesh. */
function startProcess(backplane: Mesh) {
  const sessions = new Sessions<Session>({ ...LIMITS, resumeTimeout: RESUME_TIMEOUT });
  const rooms = new ServerRooms({ backplane, sessions, logger: silentLogger, maxRooms: 0 });
  closings.push(() => {
    rooms.close();
    sessions.close();
  });
  return { ...doors({ rooms, sessions }), sessions };
}

// What a worker publishes for a page to the one that the page left, since it has not read that it moved, nobody delivers.
describe.each([[undefined], ["blue"]])("a page of the room %s that moves to another worker", (room) => {
  const handshake = {
    headers: {},
    query: room === undefined ? {} : { room },
    auth: {},
    address: "192.0.2.1",
  };

  test.each<[string, boolean, boolean, boolean]>([
    ["goes on with its session where all workers answer", false, false, true],
    ["begins a new session where one is too busy to hear of it", false, true, false],
    ["begins a new session where one may not have said all to the worker that it left", true, false, false],
  ])("%s", async (_what, isBusyThere, isBusyHere, goesOn) => {
    await link(1, isBusyThere);
    await link(2, isBusyHere);
    stopTime();
    const [there, here] = [startProcess(meshes[0]), startProcess(meshes[1])];
    const page = there.connect({ handshake });
    const { id } = await letTimePass(enter(page, "Alice", true));
    page.door.receive(ack("Alice", 0));
    page.door.end();
    const again = here.connect({ handshake });
    const session = await letTimePass(enter(again, "Alice", { id, received: 0 }));
    expect(session.id === id).toBe(goesOn);
    again.door.receive(ack("Alice", 0));
    await letTimePass(until(() => there.sessions.counts.sessions === 0));
    expect(here.sessions.counts).toEqual({ sessions: 1, waiting: 0 });
  });
});
