/**
 * Tells the measuring process where this server listens, and answers its questions.
 *
 * @param {number} port
 * @param {() => unknown} stop
 */
export function answerParent(port, stop) {
  process.on("message", (question) => {
    if (question === "cpu") tell({ cpu: process.cpuUsage() });
    if (question === "memory") {
      globalThis.gc?.();
      tell({ memory: process.memoryUsage() });
    }
  });
  process.once("disconnect", () => stop());
  tell({ port });
}

/** @param {object} answer */
function tell(answer) {
  process.send?.(answer);
}
