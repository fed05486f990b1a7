import { ErrorKind, errorText, type Message, MessageType, replyTypeOf } from "../../protocol";
import { soon } from "../promise";
import type { Transport, TransportHandlers } from "./transport";

interface Member {
  readonly handlers: TransportHandlers;
  nodeId: string;
}

const local: Member[] = [];
let counter = 0;

/** Every node is this page: what it sends to anybody comes back to itself. For showing two halves on one page. */
export const loopbackTransport: Transport = (handlers) => {
  return inPage([], handlers, () => true);
};

/** Nodes within this page reach each other, without a server. */
export const localTransport: Transport = (handlers) => {
  return inPage(local, handlers, (member, to) => member.nodeId === to);
};

function inPage(
  members: Member[],
  handlers: TransportHandlers,
  isTarget: (member: Member, to: string) => boolean,
): ReturnType<Transport> {
  const self: Member = { handlers, nodeId: "" };

  function give(member: Member, message: Message): void {
    // Copied as a wire would, so that no page holds an object of another's.
    const text = JSON.stringify(message);
    soon(() => {
      if (members.indexOf(member) >= 0) member.handlers.received(JSON.parse(text));
    });
  }

  function answer(request: Message, error: string | null): void {
    const type = replyTypeOf(request.message_type);
    if (!type) return;
    counter += 1;
    give(self, {
      message_id: `page-${counter}`,
      message_type: type,
      from: null,
      to: request.from,
      body: { error, in_reply_to: request.message_id },
    });
  }

  members.push(self);
  soon(() => {
    if (members.indexOf(self) >= 0) handlers.opened();
  });
  return {
    send(message) {
      if (message.message_type === MessageType.register) {
        self.nodeId = message.from || "";
        answer(message, null);
        return;
      }
      const to = message.to;
      if (to === null || to === undefined) return;
      const targets = members.filter((member) => isTarget(member, to));
      if (targets.length === 0) answer(message, errorText(ErrorKind.noSuchNode, JSON.stringify(to)));
      targets.forEach((member) => {
        give(member, message);
      });
    },
    close() {
      const index = members.indexOf(self);
      if (index >= 0) members.splice(index, 1);
    },
    name: () => "in page",
  };
}
