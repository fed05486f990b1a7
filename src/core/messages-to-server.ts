import { forgottenKeyOf, isForServer, type Message, MessageType, nodeIdOf } from "../protocol";
import type { Cluster } from "./cluster/cluster";
import type { KeptStatements } from "./keep/kept-statements";
import type { LocalDelivery } from "./local-delivery";
import { keptReply, pagesReply } from "./messages-from-server";
import type { Presence } from "./presence";

/** What {@link ServerMessages} needs of the core. */
export interface ServerMessagesParts {
  readonly local: LocalDelivery;
  readonly cluster: Cluster;
  readonly presence: Presence;
  readonly kept: KeptStatements;
}

/** Takes the messages that are addressed to the server itself. Unknown types are ignored. */
export class ServerMessages {
  readonly #parts: ServerMessagesParts;

  constructor(parts: ServerMessagesParts) {
    this.#parts = parts;
  }

  /**
   * Takes a message of a connection.
   *
   * @throws ProtocolError when the message is malformed.
   */
  receive(source: string, message: Message): void {
    const { local, presence, kept } = this.#parts;
    const messageType = message.message_type;
    if (!isForServer(messageType)) return;
    switch (messageType) {
      // The connection takes these.
      case MessageType.register:
      case MessageType.ack:
        break;
      case MessageType.watch:
      case MessageType.unwatch:
        presence.receive(source, message);
        break;
      case MessageType.pages:
        this.#answerPages(source, message);
        break;
      case MessageType.forget:
        kept.forget(nodeIdOf(message), forgottenKeyOf(message));
        break;
      case MessageType.kept:
        kept.withKeys(nodeIdOf(message), (keys) => local.tell(source, keptReply(message, keys)));
        break;
      default: {
        // A type that is for the server and stands nowhere above does not compile.
        messageType satisfies never;
      }
    }
  }

  #answerPages(source: string, message: Message): void {
    const { local, cluster } = this.#parts;
    const nodeId = nodeIdOf(message);
    cluster.withPagesOf(nodeId, (elsewhere) => {
      const here = local.pagesOf(nodeId).filter((id) => id !== undefined);
      local.tell(source, pagesReply(message, [...new Set([...here, ...elsewhere])].sort()));
    });
  }
}
