import { JqlusterServer, type LogContext, type LogLevel } from "../../src/core";
import type { Message } from "../../src/protocol";
import { register } from "./messages";

/** A line that the core logged. */
export interface LogLine {
  readonly level: LogLevel;
  readonly text: string;
  readonly context: LogContext | undefined;
}

/** A core that keeps its log lines, and connections that keep what they were sent. */
export function coreWithNodes() {
  const log: LogLine[] = [];
  const server = new JqlusterServer({
    logger: (level, text, context) => log.push({ level, text, context }),
  });

  /** Registers a connection. The list it gives grows with each message; the `register_reply` is left out. */
  function join(uniqueId: string, nodeId: string, pageId?: string): Message[] {
    const inbox: Message[] = [];
    server.register({
      uniqueId,
      message: register(nodeId, pageId),
      sender: (message) => inbox.push(message),
    });
    inbox.length = 0;
    return inbox;
  }

  return { server, log, join };
}
