import { ErrorKind, errorText, type Message, MessageType, replyTypeOf } from "../../protocol";
import { nextMicrotask } from "../promise";
import { toJson } from "../to-json";
import type { Transport, TransportHandlers } from "./transport";

type Body = { readonly [name: string]: unknown };

interface Member {
  readonly handlers: TransportHandlers;
  nodeId: string;
  pageId: string;
  /** The node IDs that it watches, each with the message that asked for it. */
  watched: { [nodeId: string]: Message };
}

/** Pages that reach each other, and what is kept for each node, in the order of the keys' first use. */
interface World {
  readonly members: Member[];
  readonly kept: { [nodeId: string]: { readonly key: string; message: Message }[] };
}

const newWorld = (): World => ({ members: [], kept: Object.create(null) });

const local = newWorld();
let counter = 0;

/** Every node is this page: what it sends to anybody comes back to itself. For showing two halves on one page. */
export const loopbackTransport: Transport = (handlers) => {
  return inPage(newWorld(), handlers, () => true);
};

/** Nodes within this page reach each other, without a server. */
export const localTransport: Transport = (handlers) => {
  return inPage(local, handlers, (member, to) => member.nodeId === to);
};

function inPage(
  { members, kept }: World,
  handlers: TransportHandlers,
  isTarget: (member: Member, to: string) => boolean,
): ReturnType<Transport> {
  const self: Member = { handlers, nodeId: "", pageId: "", watched: Object.create(null) };

  function give(member: Member, message: Message): void {
    // Copied as a wire would, so that no page holds an object of another's.
    const text = toJson(message);
    nextMicrotask(() => {
      if (members.indexOf(member) >= 0) member.handlers.received(JSON.parse(text), text.length);
    });
  }

  function tell(member: Member, request: Message, type: string, body: Body): void {
    counter += 1;
    give(member, {
      message_id: `page-${counter}`,
      message_type: type,
      from: null,
      to: request.from,
      body: { ...body, in_reply_to: request.message_id } as NonNullable<Message["body"]>,
    });
  }

  function answer(request: Message, body: Body): void {
    const type = replyTypeOf(request.message_type);
    if (type) tell(self, request, type, body);
  }

  function targetsOf(nodeId: string): Member[] {
    return members.filter((member) => member.nodeId !== "" && isTarget(member, nodeId));
  }

  function tellPresence(member: Member, nodeId: string, page?: Body): void {
    const body = { node_id: nodeId, online: targetsOf(nodeId).length > 0, ...page };
    tell(member, member.watched[nodeId] as Message, MessageType.presence, body);
  }

  /** This page came, or left: whoever watches it is told. */
  function changed(online: boolean): void {
    members.forEach((member) => {
      for (const nodeId in member.watched) {
        if (isTarget(self, nodeId))
          tellPresence(member, nodeId, { page_id: self.pageId, page_online: online });
      }
    });
  }

  /** What a server would do with a message that is for itself. */
  function serve(message: Message): void {
    const body = (message.body || {}) as Body;
    const nodeId = String(body.node_id);
    switch (message.message_type) {
      case MessageType.register:
        self.nodeId = message.from || "";
        self.pageId = String(body.page_id);
        answer(message, { error: null });
        (kept[self.nodeId] || []).forEach((entry) => {
          give(self, entry.message);
        });
        changed(true);
        break;
      case MessageType.pages:
        answer(message, { error: null, result: targetsOf(nodeId).map((member) => member.pageId) });
        break;
      case MessageType.kept:
        answer(message, { error: null, result: (kept[nodeId] || []).map((entry) => entry.key) });
        break;
      case MessageType.forget:
        kept[nodeId] = (kept[nodeId] || []).filter(
          (entry) => body.keep !== undefined && entry.key !== body.keep,
        );
        break;
      case MessageType.watch:
        self.watched[nodeId] = message;
        tellPresence(self, nodeId);
        break;
      case MessageType.unwatch:
        delete self.watched[nodeId];
    }
  }

  /** Keeps a message in the place of the one before it under its key. */
  function keep(nodeId: string, key: string, message: Message): void {
    const entries = kept[nodeId] || [];
    kept[nodeId] = entries;
    const same = entries.filter((entry) => entry.key === key)[0];
    if (same) same.message = message;
    else entries.push({ key, message });
  }

  members.push(self);
  nextMicrotask(() => {
    if (members.indexOf(self) >= 0) handlers.opened();
  });
  return {
    send(text) {
      const message = JSON.parse(text) as Message;
      const to = message.to;
      if (to === null || to === undefined) {
        serve(message);
        return;
      }
      const targets = targetsOf(to).filter(
        (member) => message.to_page === undefined || message.to_page === member.pageId,
      );
      const key = message.message_type === MessageType.selectAndGet && ((message.body || {}) as Body).keep;
      if (typeof key === "string") {
        keep(to, key, message);
        answer(message, { error: null, result: null });
      } else if (targets.length === 0) {
        answer(message, { error: errorText(ErrorKind.noSuchNode, toJson(to)), result: null });
      }
      targets.forEach((member) => {
        give(member, message);
      });
    },
    close() {
      const index = members.indexOf(self);
      if (index < 0) return;
      members.splice(index, 1);
      changed(false);
    },
    name: () => "in page",
  };
}
