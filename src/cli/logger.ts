import { createLogger as createWinstonLogger, format, transports } from "winston";
import type { Logger } from "../core";
import type { ServiceOptions } from "../options/options";

/** What {@link createLogger} takes of the options. */
export interface LoggerOptions extends Pick<ServiceOptions, "logLevel" | "logFormat"> {
  /** The number of the worker process, where there are several: it then stands on each line. */
  readonly worker?: number;
}

/** A winston logger on standard output: readable lines, or JSON with level, message, time, connection and node. */
export function createLogger({ logLevel, logFormat, worker }: LoggerOptions): Logger {
  const source = worker === undefined ? {} : { worker };
  const prefix = worker === undefined ? "" : `[worker ${worker}] `;
  const readable = format.printf((entry) => `${entry.timestamp} ${entry.level}: ${prefix}${entry.message}`);
  const winston = createWinstonLogger({
    level: logLevel,
    format: format.combine(format.timestamp(), logFormat === "json" ? format.json() : readable),
    transports: [new transports.Console()],
  });
  return (level, message, context) => {
    // As one object: given apart, a message with "%s" in it would lose its context.
    winston.log({ level, message, ...source, ...context });
  };
}
