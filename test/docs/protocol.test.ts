import { readChain } from "../../src/client/expressions/read";
import { MessageType, parseMessage } from "../../src/protocol";
import { createService } from "../../src/service/service";
import { snippetsOf } from "../support/snippets";
import { connectWebSocket, type WireClient } from "../support/wire-client";

const SNIPPETS = snippetsOf("docs/protocol.md");
const MESSAGES = SNIPPETS.filter(({ kind }) => kind === "json").map(({ name, code }) => ({
  name,
  message: JSON.parse(code) as Record<string, unknown>,
}));

test.each(MESSAGES.map(({ name, message }) => [name, message] as const))(
  "%s is a message",
  (_name, message) => {
    const fromNode = message.from === null ? { ...message, from: "server" } : message;
    expect(() => parseMessage(fromNode)).not.toThrow();
    expect(Object.values(MessageType)).toContain(message.message_type);
  },
);

test("every type of message is shown", () => {
  const shown = new Set(MESSAGES.map(({ message }) => message.message_type));
  expect([...shown].sort()).toEqual(Object.values(MessageType).sort());
});

test.each(
  SNIPPETS.filter(({ name }) => /^(Expressions|Readiness)/.test(name)).flatMap(({ code }) =>
    code.trim().split("\n"),
  ),
)("%s can be read", (expression) => {
  expect(() => readChain(expression)).not.toThrow();
});

test("the conversation is what a server and two pages say, word by word", async () => {
  const service = createService({ port: 0 });
  const { url } = await service.listen();
  const pages = new Map<string, WireClient>();
  const [conversation] = SNIPPETS.filter(({ name }) => name.startsWith("A conversation"));
  for (const line of conversation?.code.trim().split("\n") ?? []) {
    const [, name = "", direction, text = ""] = /^(\w+) (→|←) (.*)$/.exec(line) ?? [];
    const page = pages.get(name) ?? (await connectWebSocket(`${url.replace("http", "ws")}jqluster`));
    pages.set(name, page);
    const said = JSON.parse(text);
    if (direction === "→") page.send(said);
    else {
      const heard = await page.next();
      const ownId = said.from === null ? { message_id: said.message_id } : {};
      expect(JSON.stringify({ ...heard, ...ownId })).toBe(text);
    }
  }
  expect([...pages.keys()]).toEqual(["Alice", "Bob"]);
  expect([...pages.values()].map(({ unread }) => unread)).toEqual([[], []]);
  await service.close();
});
