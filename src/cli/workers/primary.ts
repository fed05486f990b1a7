import cluster, { type Address, type Worker } from "node:cluster";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandOptions } from "../../options/options";
import { describeAddress } from "../../service/listening-address";
import { authorityFingerprint, usesTls } from "../../service/tls";
import { announce } from "../announce";
import { createLogger } from "../logger";
import { onStopSignal } from "../stop-signal";
import { Membership } from "./membership";
import { isSocketHandover, passOn } from "./socket-handover";
import { environmentOf } from "./worker-environment";

/** How long to wait before a crashed worker is replaced, in milliseconds: doubled while they crash young. */
const RESTART_DELAY = { first: 100, longest: 30_000 };
const OLD_AGE = 30_000;
/** How long workers may take to stop beyond their own limit before they are ended by force, in milliseconds. */
const STOP_MARGIN = 3_000;

/**
 * Runs the service in several processes that share one port, and replaces those that crash.
 *
 * @returns When all have stopped, after the process was told to stop, or when the first could not listen.
 */
export async function runWorkers(options: CommandOptions): Promise<void> {
  // Makes the certificate, if it takes one, which each worker would make otherwise.
  await authorityFingerprint(options);
  return new Primary(options).run();
}

class Primary {
  readonly #options: CommandOptions;
  readonly #log;
  readonly #membership: Membership;
  readonly #folder = mkdtempSync(join(tmpdir(), "jqluster-"));
  #isListening = false;
  #isStopping = false;
  #delay = RESTART_DELAY.first;
  #stopped = () => {};
  readonly #restarts = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: CommandOptions) {
    this.#options = options;
    this.#membership = new Membership(options.workers);
    this.#log = createLogger(options);
  }

  async run(): Promise<void> {
    cluster.on("listening", (_worker, address) => this.#listening(address));
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    onStopSignal(this.#log, () => this.#stop());
    for (let number = 1; number <= this.#options.workers; number++) this.#start(number);
    await stopped;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(number: number): void {
    const worker = cluster.fork(environmentOf({ folder: this.#folder, number }));
    const startedAt = performance.now();
    this.#membership.add(number, worker);
    worker.on("message", (message: unknown, socket?: Socket) => {
      if (!isSocketHandover(message) || !socket) return;
      const owner = this.#membership.get(message.worker);
      // One that belongs to a worker that has just gone goes back: its rooms have moved.
      passOn(message, socket, owner?.isConnected() ? owner : worker);
    });
    worker.on("exit", (code, signal) => {
      if (performance.now() - startedAt > OLD_AGE) this.#delay = RESTART_DELAY.first;
      this.#exited(number, signal ?? code);
    });
    worker.on("error", (error) => this.#log("error", `Worker ${number}: ${error.message}`));
  }

  #listening({ address, port, addressType }: Address): void {
    if (this.#isListening) return;
    this.#isListening = true;
    this.#membership.listening();
    const family = addressType === 6 ? "IPv6" : "IPv4";
    // What has a path has no type of address.
    const listening = [4, 6].includes(Number(addressType)) ? { address, port, family } : address;
    void announce(
      describeAddress(listening, usesTls(this.#options) ? "https" : "http"),
      this.#log,
      this.#options,
    );
  }

  #exited(number: number, why: string | number): void {
    if (this.#isStopping) {
      if (workers().length === 0) this.#stopped();
      return;
    }
    if (!this.#isListening) {
      // It has said why; the others would fail for the same reason.
      process.exitCode = 1;
      this.#stop();
      return;
    }
    this.#log("error", `Worker ${number} ended unexpectedly (${why}); another follows in ${this.#delay} ms`);
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      // Its place among the workers stays the same, its number does not.
      this.#start(number + this.#options.workers);
    }, this.#delay);
    this.#restarts.add(timer);
    this.#delay = Math.min(this.#delay * 2, RESTART_DELAY.longest);
  }

  #stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    if (workers().length === 0) this.#stopped();
    for (const worker of workers()) worker.process.kill("SIGTERM");
    const { stopTimeout, handoverTimeout } = this.#options;
    const force = setTimeout(
      () => {
        for (const worker of workers()) worker.process.kill("SIGKILL");
      },
      stopTimeout + handoverTimeout + STOP_MARGIN,
    );
    force.unref();
  }
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
