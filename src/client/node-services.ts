import type { Message } from "../protocol";
import type { MessageMaker } from "./connection/messages";
import type { Watches } from "./connection/presence";
import type { ReadinessManager } from "./page/readiness";
import type { RemotePromise } from "./promise";
import type { StandingListeners } from "./remote/persistent-listeners";

/** What the remote selectors of a node do their work with. */
export interface NodeServices {
  readonly make: MessageMaker;
  ask(message: Message): RemotePromise<Message>;
  report(error: unknown): void;
  readonly listeners: StandingListeners;
  readonly watches: Watches;
  readonly readiness: ReadinessManager;
}
