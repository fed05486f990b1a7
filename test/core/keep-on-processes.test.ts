import type { Message } from "../../src/protocol";
import { settled, startCores } from "../support/core-processes";
import { codesIn, statement } from "../support/kept-statements";
import { message, register } from "../support/messages";

describe("a page that comes on another process", () => {
  it("gets what was kept there before anything else, and each statement once", async () => {
    const { processes, close } = startCores(2);
    const [here, there] = processes;
    if (!here || !there) throw new Error("no processes");
    const alice = await here.page("Alice");
    const first = await there.page("Bob");
    alice.send(statement("a", 1));
    await settled(alice, there);
    const inbox: Message[] = [];
    // Between registering and the reply.
    there.core.register({ uniqueId: "late", message: register("Bob"), sender: (sent) => inbox.push(sent) });
    there.core.distribute(message("chat", "Bob", "Bob"));
    first.send(statement("a", 2, "Bob"));
    await new Promise(setImmediate);
    expect(inbox.map(({ message_type: type }) => type)).toEqual(["register_reply", "select_and_get", "chat"]);
    expect(codesIn(inbox)[1]).toBe("$(2)");
    await close();
  });
});
