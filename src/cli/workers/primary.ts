import cluster, { type Address, type Worker } from "node:cluster";
import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WorkerHub } from "../../backplanes/worker-hub";
import type { CommandOptions } from "../../options/options";
import { describeAddress } from "../../service/service";
import { announce } from "../announce";
import { createLogger } from "../logger";
import { onStopSignal } from "../run-service";
import { channelToWorker, isSocketHandover, passOn } from "./process-channels";

/** The environment variable that tells workers where their sockets are. */
export const SOCKET_FOLDER = "JQLUSTER_WORKER_SOCKETS";

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
export function runWorkers(options: CommandOptions): Promise<void> {
  return new Primary(options).run();
}

class Primary {
  readonly #options: CommandOptions;
  readonly #log;
  readonly #hub = new WorkerHub();
  readonly #folder = mkdtempSync(join(tmpdir(), "jqluster-"));
  #isListening = false;
  #isStopping = false;
  #delay = RESTART_DELAY.first;
  #stopped = () => {};
  readonly #restarts = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: CommandOptions) {
    this.#options = options;
    this.#log = createLogger(options);
  }

  async run(): Promise<void> {
    cluster.on("listening", (_worker, address) => this.#listening(address));
    cluster.on("exit", (worker, code, signal) => this.#exited(worker, signal ?? code));
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    onStopSignal(this.#log, () => this.#stop());
    for (let i = 0; i < this.#options.workers; i++) this.#start();
    await stopped;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(): void {
    const worker = cluster.fork({ [SOCKET_FOLDER]: this.#folder });
    const startedAt = performance.now();
    const disconnect = this.#hub.connect(channelToWorker(worker));
    worker.on("message", (message: unknown, socket?: Socket) => {
      if (!isSocketHandover(message) || !socket) return;
      const owner = cluster.workers?.[message.worker];
      if (owner?.isConnected()) passOn(message, socket, owner);
      else socket.destroy();
    });
    worker.on("exit", () => {
      disconnect();
      if (performance.now() - startedAt > OLD_AGE) this.#delay = RESTART_DELAY.first;
    });
    worker.on("error", (error) => this.#log("error", `Worker ${worker.id}: ${error.message}`));
  }

  #listening({ address, port, addressType }: Address): void {
    if (this.#isListening) return;
    this.#isListening = true;
    const family = addressType === 6 ? "IPv6" : "IPv4";
    void announce(describeAddress({ address, port, family }), this.#log, this.#options);
  }

  #exited(worker: Worker, why: string | number): void {
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
    this.#log(
      "error",
      `Worker ${worker.id} ended unexpectedly (${why}); another follows in ${this.#delay} ms`,
    );
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#start();
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
    const force = setTimeout(() => {
      for (const worker of workers()) worker.process.kill("SIGKILL");
    }, this.#options.stopTimeout + STOP_MARGIN);
    force.unref();
  }
}

function workers(): Worker[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}
