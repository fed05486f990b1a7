import type { Message } from "../protocol";
import type { MessageMaker } from "./connection/messages";
import type { Watches } from "./connection/watches";
import type { ReadinessManager } from "./page/readiness";
import type { RemotePromise } from "./promise";
import type { PersistentListeners } from "./remote/persistent-listeners";

/** What the remote selectors of a node do their work with. */
export interface NodeServices {
  readonly make: MessageMaker;
  ask(message: Message): RemotePromise<Message>;
  /** Sends a message that has no answer. */
  send(message: Message): void;
  report(error: unknown): void;
  /** Called when this page releases itself, before it says goodbye. */
  readonly beforeRelease: (() => void)[];
  readonly listeners: PersistentListeners;
  readonly watches: Watches;
  readonly readiness: ReadinessManager;
}
