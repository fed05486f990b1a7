import type { Logger } from "../core";

/** Calls `stop` when the process is told to stop: more than once, since one Ctrl-C reaches a program of npm twice. */
export function onStopSignal(logger: Logger, stop: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      logger("info", `${signal}: stopping`);
      stop();
    });
  }
}
