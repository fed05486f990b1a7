import { Placement } from "../../../src/cli/workers/placement";

const WORKERS = 8;
const ROOMS = Array.from({ length: 800 }, (_unused, i) => `room-${i}`);
const ALL = Array.from({ length: WORKERS }, (_unused, i) => i + 1);

/** Says which of these workers a request belongs to, as one that is none of them sees it. */
function ownerIn(members: readonly number[], url: string): number | undefined {
  const paths = { socketIoPath: "/socket.io", websocketPath: "/jqluster" };
  return new Placement({ worker: 0, workers: WORKERS, members: () => members, ...paths }).otherOwner(url);
}

function owners(members: readonly number[]): (number | undefined)[] {
  return ROOMS.map((room) => ownerIn(members, `/jqluster?room=${room}`));
}

test("rooms are spread over all workers", () => {
  const counts = new Map(ALL.map((worker) => [worker, 0]));
  for (const owner of owners(ALL)) counts.set(Number(owner), Number(counts.get(Number(owner))) + 1);
  expect(counts.size).toBe(WORKERS);
  for (const count of counts.values()) {
    expect(count).toBeGreaterThan(70);
    expect(count).toBeLessThan(130);
  }
});

test("when a worker dies only its rooms move, and the one that follows it gets them", () => {
  const before = owners(ALL);
  const without = owners(ALL.filter((worker) => worker !== 3));
  const follower = 3 + WORKERS;
  const after = owners([...ALL.filter((worker) => worker !== 3), follower]);
  for (const [i, owner] of before.entries()) {
    if (owner === 3) expect(without[i]).not.toBe(3);
    else expect(without[i]).toBe(owner);
    expect(after[i]).toBe(owner === 3 ? follower : owner);
  }
  expect(new Set(without.filter((_owner, i) => before[i] === 3)).size).toBe(WORKERS - 1);
});

test("the ways to connect and to write a room lead to the same worker", () => {
  const urls = [
    "/jqluster?room=a%20b",
    "/jqluster?room=a+b",
    "/jqluster?x=1&room=a%20b",
    "/socket.io/?EIO=4&transport=polling&room=a%20b",
    "/socket.io/?room=a%20b&EIO=4&transport=websocket",
  ];
  const [owner, ...others] = urls.map((url) => ownerIn(ALL, url));
  expect(owner).toBeDefined();
  expect(new Set(others)).toEqual(new Set([owner]));
});

test("a session counts more than a room", () => {
  expect(ownerIn(ALL, "/socket.io/?EIO=4&room=blue&sid=w5-abc")).toBe(5);
  expect(ownerIn(ALL, "/socket.io/?sid=w77-abc&room=blue")).toBe(77);
});

test("a page without a room goes back to the worker that has its session, if that is there", () => {
  expect(ownerIn(ALL, "/jqluster?session=w5-")).toBe(5);
  expect(ownerIn(ALL, "/socket.io/?EIO=4&transport=polling&session=w5-&x=1")).toBe(5);
  expect(ownerIn(ALL, "/jqluster?session=w77-")).toBeUndefined();
  expect(ownerIn(ALL, "/jqluster?session=w5-&room=blue")).toBe(ownerIn(ALL, "/jqluster?room=blue"));
});

test.each([
  "/",
  "/?room=blue",
  "/jqluster",
  "/jqluster?room=",
  "/jqluster?mushroom=blue",
  "/jqluster?room",
  "/socket.io/?EIO=4&transport=polling",
  "/socket.io/?sid=abc",
  "/socket.io.js?room=blue",
  "/jqluster/jqluster.js?room=blue",
])("any worker may take %s", (url) => {
  expect(ownerIn(ALL, url)).toBeUndefined();
});

test("the worker that a request belongs to keeps it", () => {
  const options = {
    workers: 2,
    members: () => [1, 2],
    socketIoPath: "/socket.io",
    websocketPath: "/jqluster",
  };
  const [one, two] = [new Placement({ ...options, worker: 1 }), new Placement({ ...options, worker: 2 })];
  for (const room of ROOMS) {
    const seen = [one, two].map((placement) => placement.otherOwner(`/jqluster?room=${room}`));
    expect([
      [undefined, 1],
      [2, undefined],
    ]).toContainEqual(seen);
  }
});
