import { createRemotes } from "../../src/client/remote/remote-function";
import { type NodeWithServer, nodeWithServer } from "../support/node-with-server";

let server: NodeWithServer;
let bob: ReturnType<ReturnType<typeof createRemotes>>;
let errors: Error[];

beforeEach(async () => {
  server = await nodeWithServer();
  bob = createRemotes(server.node)("Bob");
  errors = [];
  server.node.events.on("error", (error) => errors.push(error));
});
afterEach(() => server.node.release());

/** Statements leave, and what nobody waits for has been reported. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

test("a page that releases itself reports no error about what was under way", async () => {
  bob("#a").text(1);
  bob("#a").on("click", () => {});
  await settle();
  server.node.release();
  await settle();
  expect(errors).toEqual([]);
});

test("who waits for an answer is told that the page was released", async () => {
  const answer = bob("#a").text();
  server.node.release();
  await expect(answer).rejects.toMatchObject({ name: "DisconnectedError", message: '"Alice" was released' });
  expect(errors).toEqual([]);
});

test("what fails after a release for another reason is reported", async () => {
  const answer = bob("#a").text();
  answer.then(undefined, () => {
    throw new Error("a fault of the page");
  });
  server.node.release();
  await settle();
  bob("#b").text(2);
  await settle();
  expect(errors.map(({ message }) => message)).toEqual([
    "a fault of the page",
    "released, or too many messages wait",
  ]);
});

test("what was under way when the connection was lost is reported", async () => {
  bob("#a").text(1);
  await settle();
  server.lose();
  await settle();
  expect(errors).toMatchObject([{ name: "DisconnectedError", message: expect.stringContaining("was lost") }]);
});

test.each([
  ["with a session", { id: "s1", received: 0, limits: { rate: 0, burst: 0, pending_requests: 0, bytes: 0 } }],
  ["without a session", undefined],
])("what is said right before the release leaves before the goodbye, %s", async (_, session) => {
  const { node, sent } = await nodeWithServer(session);
  createRemotes(node)("Bob")("#a").text(1);
  node.release();
  const said = sent.filter(({ message_type: type }) => type === "select_and_get");
  expect(said).toMatchObject([{ body: { eval_code: '$("#a").text(1)' } }]);
});
