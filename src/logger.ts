import { createLogger as createWinstonLogger, format, transports } from "winston";
import type { Logger } from "./core";
import type { ServiceOptions } from "./options";

/** A winston logger on standard output: readable lines, or JSON with level, message, time, connection and node. */
export function createLogger({
  logLevel,
  logFormat,
}: Pick<ServiceOptions, "logLevel" | "logFormat">): Logger {
  const readable = format.printf((entry) => `${entry.timestamp} ${entry.level}: ${entry.message}`);
  const winston = createWinstonLogger({
    level: logLevel,
    format: format.combine(format.timestamp(), logFormat === "json" ? format.json() : readable),
    transports: [new transports.Console()],
  });
  return (level, message, context) => {
    // As one object: given apart, a message with "%s" in it would lose its context.
    winston.log({ level, message, ...context });
  };
}
