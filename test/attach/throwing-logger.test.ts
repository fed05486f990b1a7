import { createServer } from "node:http";
import { attachJqluster } from "../../src/attach/attach";
import { listen, stop } from "../support/listening";
import { getRequest } from "../support/messages";
import { connectWebSocket, registered } from "../support/wire-client";

test("a logger that throws costs its line, and nothing else", async () => {
  const warn = jest.spyOn(process, "emitWarning").mockReturnValue();
  const server = createServer();
  const jqluster = attachJqluster(server, {
    logger() {
      throw new Error("the disk is full");
    },
    authorizeMessage: async () => false,
  });
  const address = await listen(server);
  const page = await registered(await connectWebSocket(`ws://${address}/jqluster`), "Alice");
  page.send("no message");
  expect(await page.next()).toMatchObject({ message_type: "error" });
  page.send(getRequest("Alice", "Bob"));
  expect(await page.next()).toMatchObject({ body: { error: expect.stringMatching(/^refused: /) } });
  page.close();
  await page.closed;
  await jqluster.close();
  await stop(server);
  expect(warn.mock.calls).toEqual([["jQluster: the logger throws: Error: the disk is full"]]);
  warn.mockRestore();
});
