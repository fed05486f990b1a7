/**
 * Waits for a connection to register.
 *
 * @param milliseconds - How long; 0: for ever.
 * @param onLate - Called once when the time is over.
 * @returns A function that ends the waiting.
 */
export function startRegisterTimer(milliseconds: number, onLate: () => void): () => void {
  if (milliseconds === 0) return () => {};
  const timer = setTimeout(onLate, milliseconds);
  // A stranger who says nothing is no reason for the process to live on.
  timer.unref();
  return () => clearTimeout(timer);
}
