import { createNode, type Node } from "../../src/client/node";
import { createRefuser } from "../../src/client/page/responder";
import type { TransportHandlers } from "../../src/client/transports/transport";
import type { Message, SessionBody } from "../../src/protocol";

/** A node, what it has sent, and the means to say something to it. */
export interface NodeWithServer {
  readonly node: Node;
  readonly sent: Message[];
  readonly give: (input: unknown) => void;
  /** Ends the connection. */
  readonly lose: () => void;
}

/** A registered node whose server is the test. @param session - The session that the server agrees to. */
export async function nodeWithServer(session?: SessionBody): Promise<NodeWithServer> {
  const sent: Message[] = [];
  let handlers: TransportHandlers | undefined;
  const node = createNode({
    nodeId: "Alice",
    notify: [],
    timeout: 0,
    respond: createRefuser,
    whenReady: (ready) => ready(),
    transport: (given) => {
      handlers = given;
      setImmediate(() => given.opened());
      return { send: (text) => sent.push(JSON.parse(text)), close: () => {}, name: () => "test" };
    },
  });
  const give = (input: unknown) => handlers?.received(input, 0);
  while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const id = sent[0]?.message_id ?? "";
  give({
    message_id: "s",
    message_type: "register_reply",
    from: null,
    to: "Alice",
    body: { error: null, in_reply_to: id, ...(session && { session }) },
  });
  await node.ready;
  return { node, sent, give, lose: () => handlers?.closed("the network is gone") };
}
