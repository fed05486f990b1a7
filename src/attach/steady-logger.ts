import type { Logger } from "../core";

/**
 * A site's logger that never throws, since lines are written where an error would end the process: as frames come in.
 * The first error is told as a warning of the process; the lines that follow are tried all the same.
 */
export function steadyLogger(logger: Logger): Logger {
  let isTold = false;
  return (level, message, context) => {
    try {
      logger(level, message, context);
    } catch (error) {
      if (isTold) return;
      isTold = true;
      process.emitWarning(`jQluster: the logger throws: ${error}`);
    }
  };
}
