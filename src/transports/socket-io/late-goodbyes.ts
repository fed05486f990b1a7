import type { EngineConnection } from "./engine-connection";

/** How long a page whose poll has ended may take to say goodbye, in milliseconds. */
const GOODBYE_TIME = 500;

/** How Engine.IO says that the network connection of a poll has ended. */
const LOST_POLL = "poll connection closed prematurely";

/**
 * From now on waits a moment for the goodbye of a page whose poll has ended, before it is taken for lost. WebKit ends the
 * requests of a page that is left before the page hears of it and can say goodbye.
 */
export function waitForGoodbyes(transport: EngineConnection["transport"]): void {
  const emit = transport.emit.bind(transport);
  transport.emit = (event: string | symbol, ...details: unknown[]) => {
    const [error] = details;
    if (event !== "error" || !(error instanceof Error) || error.message !== LOST_POLL) {
      return emit(event, ...details);
    }
    setTimeout(emit, GOODBYE_TIME, event, error).unref();
    return true;
  };
}
