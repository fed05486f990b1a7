import type { Backplane } from "../core";

/** The channel of all processes that take sessions of others over. */
const CHANNEL = "takers";
/** How often it is checked whether sessions are left, in milliseconds. */
const CHECK_INTERVAL = 50;
/** Processes that stop together do so within this time, in milliseconds. */
const TOGETHER_TIME = 100;

/** The processes that take over the sessions of this one when it stops, and the reverse. */
export class SessionTakers {
  readonly #backplane: Backplane | undefined;

  /** @param backplane - Absent: this process is alone. */
  constructor(backplane: Backplane | undefined) {
    this.#backplane = backplane;
    void backplane?.subscribe(CHANNEL, () => {});
  }

  /** From now on this process takes no sessions over. @returns Whether others do that live on. */
  async leave(): Promise<boolean> {
    this.#backplane?.unsubscribe(CHANNEL);
    if (!(await this.#areThere())) return false;
    await pause(TOGETHER_TIME);
    return this.#areThere();
  }

  /**
   * Waits until the sessions of this process are taken over, as long as others are there.
   *
   * @param areLeft - Whether some are not.
   * @param within - How long it may take, in milliseconds.
   */
  async wait(areLeft: () => boolean, within: number): Promise<void> {
    const end = performance.now() + within;
    while (areLeft() && performance.now() < end && (await this.#areThere())) await pause(CHECK_INTERVAL);
  }

  async #areThere(): Promise<boolean> {
    if (!this.#backplane?.isUp) return false;
    // When they cannot be reached, they cannot take anything over.
    const [count = 0] = await this.#backplane.count([CHANNEL]).catch(() => []);
    return count > 0;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
