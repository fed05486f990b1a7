import type { MeshPeer } from "./peer";

/**
 * Waits until other processes have handled what they were told so far.
 *
 * @param limit - In milliseconds.
 * @returns One that has not in time; `undefined`: all have, or are gone.
 */
export async function confirmed(limit: number, peers: Iterable<MeshPeer>): Promise<MeshPeer | undefined> {
  const unconfirmed = new Set(peers);
  const confirm = async (peer: MeshPeer) => {
    await peer.confirmed();
    unconfirmed.delete(peer);
  };
  await settledWithin(limit, [...unconfirmed].map(confirm));
  return [...unconfirmed][0];
}

/** @returns Settled when all are settled, or after so many milliseconds. */
export async function settledWithin(limit: number, promises: readonly Promise<void>[]): Promise<void> {
  if (promises.length === 0) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    // Where this process was late itself, it first reads the answers that are there.
    timer = setTimeout(() => setImmediate(resolve), limit);
  });
  await Promise.race([Promise.all(promises), late]);
  clearTimeout(timer);
}
