import type { Message } from "../protocol";
import { asError } from "./errors";

/** What `$.jqluster.on` tells about. */
export interface ClientEvents {
  /**
   * This page is registered, at first or again. `recovered`: its session went on, so that nothing was lost and all
   * handlers stand; otherwise a new one began.
   */
  connect: (details: { readonly recovered: boolean }) => void;
  /**
   * The connection is gone, or cannot be had: then once for each reason. It is tried again by itself, unless the page
   * released it.
   */
  disconnect: (reason: string) => void;
  /** Something failed that nobody else has taken care of. */
  error: (error: Error) => void;
  /** A message goes out, or has come in: for showing what happens, not for changing it. Acknowledgements are not told. */
  message: (direction: "sent" | "received", message: Message) => void;
}

/** Handlers of {@link ClientEvents}. */
export interface Events {
  /** @returns A function that takes the handler away. */
  on<Name extends keyof ClientEvents>(name: Name, handler: ClientEvents[Name]): () => void;
  emit<Name extends keyof ClientEvents>(name: Name, ...details: Parameters<ClientEvents[Name]>): void;
}

function toConsole(error: unknown): void {
  if (typeof console !== "undefined") console.error("jQluster:", error);
}

/** Makes a set of handlers. An `error` that nobody handles goes to the console. */
export function createEvents(): Events {
  const handlers: { [name: string]: ((...details: never[]) => void)[] } = Object.create(null);
  const emit: Events["emit"] = (name, ...details) => {
    const list = handlers[name] || [];
    if (list.length === 0 && name === "error") toConsole(details[0]);
    list.forEach((handle) => {
      try {
        handle.apply(null, details as never);
      } catch (error) {
        // Nothing here may depend on the handlers of a page.
        if (name !== "error") emit("error", asError(error));
        else toConsole(error);
      }
    });
  };
  return {
    emit,
    on(name, handler) {
      handlers[name] = (handlers[name] || []).concat(handler as never);
      return () => {
        handlers[name] = (handlers[name] || []).filter((other) => (other as unknown) !== handler);
      };
    },
  };
}
