import { type Logger, quote, ThrottledLog } from "../core";

/**
 * Wraps a logger of the site so that it never throws: an error would end the process, since lines are logged while
 * frames are read. The first error becomes a warning of the process.
 */
export function safeLogger(logger: Logger): Logger {
  let isReported = false;
  return (level, message, context) => {
    try {
      logger(level, message, context);
    } catch (error) {
      if (isReported) return;
      isReported = true;
      process.emitWarning(`jQluster: the logger throws: ${error}`);
    }
  };
}

/** Wraps a rule of the site for origins so that it never throws: an error is logged, and refuses the origin. */
export function safeOriginRule(
  rule: (origin: string) => boolean,
  logger: Logger,
): (origin: string) => boolean {
  const log = new ThrottledLog(logger);
  return (origin) => {
    try {
      return rule(origin);
    } catch (error) {
      const text = `An origin is refused, since deciding it failed: ${quote(error)}`;
      log.log("refused origins", "", "warn", text);
      return false;
    }
  };
}
