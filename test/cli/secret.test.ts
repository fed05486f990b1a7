import type { Message } from "../../src";
import { type RunningCommand, startCommand } from "../support/command";
import { register } from "../support/messages";
import { connectSocketIo, connectWebSocket, type WireClient } from "../support/wire-client";

const SECRET = "correct horse battery staple";

describe.each<[string, readonly string[], NodeJS.ProcessEnv]>([
  ["--secret", ["--secret", SECRET], {}],
  ["JQLUSTER_SECRET", [], { JQLUSTER_SECRET: SECRET }],
])("the command with %s", (_how, args, environment) => {
  let running: RunningCommand;
  let address: string;
  beforeEach(async () => {
    running = startCommand(["--port", "0", ...args], environment);
    address = new URL(await running.url).host;
  });
  afterEach(async () => {
    running.process.kill("SIGKILL");
    await running.outcome;
  });

  const plain = (query: string) => connectWebSocket(`ws://${address}/jqluster${query}`);
  const socketIo = (auth: object) => connectSocketIo(`http://${address}`, ["polling"], { auth });

  async function answerTo(page: WireClient, nodeId: string): Promise<Message["body"]> {
    page.send(register(nodeId));
    const { body } = await page.next();
    page.close();
    await page.closed;
    return body;
  }

  it("lets in who presents it, on every transport, and nobody else; it stands in no log line", async () => {
    expect(await answerTo(await plain(`?secret=${encodeURIComponent(SECRET)}`), "Alice")).toMatchObject({
      error: null,
    });
    expect(await answerTo(await socketIo({ secret: SECRET }), "Bob")).toMatchObject({ error: null });
    const refused = { error: "refused: the secret is missing or wrong" };
    for (const query of ["", "?secret=", "?secret=wrong", `?secret=${SECRET.toUpperCase()}`]) {
      expect(await answerTo(await plain(query), "Mallory")).toMatchObject(refused);
    }
    for (const auth of [{}, { secret: "wrong" }, { secret: [SECRET] }, { Secret: SECRET }]) {
      expect(await answerTo(await socketIo(auth), "Mallory")).toMatchObject(refused);
    }
    running.process.kill("SIGTERM");
    const { code, stdout, stderr } = await running.outcome;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("the secret is missing or wrong");
    expect(stdout).not.toContain(SECRET);
  });
});
