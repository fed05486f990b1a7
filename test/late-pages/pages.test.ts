import { createNode, type Node } from "../../src/client/node";
import type { Allow, RemoteRequest } from "../../src/client/page/permission";
import { createResponder, type ResponderOptions } from "../../src/client/page/responder";
import { createRemotes, type RemoteFunction } from "../../src/client/remote/remote-function";
import { type FakePage, fakePage } from "../support/late-pages/fake-page";
import { turns } from "../support/late-pages/model-page";
import { ModelNetwork, type ModelProcess, startModelProcess } from "../support/late-pages/processes";

let server: ModelProcess;
let nodes: Node[];
let errors: Error[];

beforeEach(() => {
  server = startModelProcess();
  nodes = [];
  errors = [];
});
afterEach(async () => {
  for (const node of nodes) node.release();
  await turns();
  server.close();
  // What a session that is over, or a page that is released, leaves unanswered.
  expect(errors.filter(({ name }) => name !== "DisconnectedError")).toEqual([]);
});

/** A page of our own client, on a network that can be lost. */
async function open(nodeId: string, allow?: Allow) {
  const page = fakePage();
  const network = new ModelNetwork(server, "pages");
  const target = allow ? { ...page.target, allow } : page.target;
  const { transport } = network;
  const whenReady = (ready: () => void) => ready();
  const respond = (parts: ResponderOptions) => createResponder(target, parts);
  const node = createNode({ nodeId, transport, notify: [], timeout: 0, respond, whenReady });
  node.events.on("error", (error) => errors.push(error));
  nodes.push(node);
  await turns();
  return { node, page, network, remote: createRemotes(node) };
}

const textsOf = ({ page }: { readonly page: FakePage }) => page.texts;

async function keep(remote: RemoteFunction, key: string, text: string): Promise<void> {
  await remote.keep(key)(`#${key}`).text(text).promise();
  await turns();
}

it("is known by who said it, also when they are gone, and refused as any other statement", async () => {
  const [alice, eve] = [await open("Alice"), await open("Eve")];
  await keep(alice.remote("TV"), "a", "by Alice");
  await keep(eve.remote("TV"), "b", "by Eve");
  alice.node.release();
  eve.node.release();
  await turns();
  const seen: RemoteRequest[] = [];
  const tv = await open("TV", (request) => {
    seen.push(request);
    return request.node === "Alice";
  });
  expect(seen.map(({ node, method, args }) => [node, method, args])).toEqual([
    ["Alice", "text", ["by Alice"]],
    ["Eve", "text", ["by Eve"]],
  ]);
  expect(textsOf(tv)).toEqual(["by Alice"]);
  // Its session is over, but it is the same load: it is not asked again for what it has refused.
  tv.network.lose();
  server.sessions.close();
  tv.network.restore();
  tv.node.wake();
  await turns();
  expect(seen.map(({ node }) => node)).toEqual(["Alice", "Eve", "Alice"]);
});

it("is given to a page that resumes its session only where it has missed it", async () => {
  const [alice, tv] = [await open("Alice"), await open("TV")];
  await keep(alice.remote("TV"), "a", "before");
  tv.network.lose();
  await keep(alice.remote("TV"), "b", "meanwhile");
  await keep(alice.remote("TV"), "a", "again");
  expect(textsOf(tv)).toEqual(["before"]);
  tv.network.restore();
  tv.node.wake();
  await turns();
  expect(textsOf(tv)).toEqual(["before", "meanwhile", "again"]);
});

it("comes before anything else, also while other pages go on talking", async () => {
  const [alice] = [await open("Alice"), await open("TV")];
  await keep(alice.remote("TV"), "a", "kept");
  const opening = open("TV");
  for (let i = 0; i < 30; i++) {
    alice.remote("TV")("#x").text(`${i}`);
    await turns(1);
  }
  const texts = textsOf(await opening);
  expect(texts[0]).toBe("kept");
  expect(texts.length).toBeGreaterThan(1);
  await turns();
});

it.each([
  ["is too long", "ä".repeat(128), "refused: body.keep must be at most 255 bytes long"],
  ["has control characters", "a\nb", "refused: body.keep must not contain control characters"],
])("refuses a key that %s, by name", async (_how, key, message) => {
  const alice = await open("Alice");
  await open("TV");
  const kept = alice.remote("TV").keep(key)("#a").text("1").promise();
  await expect(kept).rejects.toMatchObject({ name: "RefusedError", message });
});
