import { JqlusterServer, type LogContext, type LogLevel } from "../../src/core";
import { joinerOf } from "./join";

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

  return { server, log, join: joinerOf(server) };
}
