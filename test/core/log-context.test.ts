import { JqlusterServer, type LogContext } from "../../src/core";
import { message, register, replyTo } from "../support/messages";

test("lines about a page's messages name its connection and node", () => {
  const lines: (readonly [string, LogContext | undefined])[] = [];
  const core = new JqlusterServer({ logger: (_level, text, context) => lines.push([text, context]) });
  const sender = () => {};
  core.register({ uniqueId: "1", message: register("Alice"), sender });
  core.register({ uniqueId: "2", message: register("Bob"), sender });
  const asked = message("select_and_get", "Alice", "Bob");
  core.distribute(asked, { source: "1" });
  lines.splice(0);
  core.distribute(message("signal", "Alice", "Nobody"), { source: "1" });
  core.distribute(replyTo({ ...asked, to: "Mallory" }, "forged"), { source: "2" });
  core.distribute(message("signal", "program", "Nobody"));
  expect(lines).toEqual([
    [expect.stringMatching(/^Dropped/), { connection: "1", node: "Alice" }],
    [expect.stringMatching(/^Refused/), { connection: "2", node: "Mallory" }],
    [expect.stringMatching(/^Dropped/), { node: "program" }],
  ]);
});
