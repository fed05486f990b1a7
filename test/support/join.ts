import type { JqlusterServer } from "../../src/core";
import type { Message } from "../../src/protocol";
import { register } from "./messages";

/** Registers a connection. The list it gives grows with each message; the `register_reply` is left out. */
export type Join = (uniqueId: string, nodeId: string, pageId?: string) => Message[];

/** Gives the {@link Join} of a core. */
export function joinerOf(server: JqlusterServer): Join {
  return (uniqueId, nodeId, pageId) => {
    const inbox: Message[] = [];
    server.register({
      uniqueId,
      message: register(nodeId, pageId),
      sender: (message) => inbox.push(message),
    });
    inbox.length = 0;
    return inbox;
  };
}
