import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ServiceOptions } from "../../src";

const PROGRAM = join(__dirname, "measured-server.mjs");

/** What a service in a process of its own tells of itself, after garbage collection. */
export interface Measured {
  /** Bytes. */
  readonly heapUsed: number;
  /** Bytes. */
  readonly rss: number;
  /** The largest resident memory since the last time, in bytes. */
  readonly peak: number;
  /** The CPU time that it has taken so far, in milliseconds. */
  readonly cpu: number;
  readonly counts: { readonly connections: number; readonly nodes: number; readonly pendingRequests: number };
  /** What its observer was told, by kind. */
  readonly observed: {
    readonly closed: Readonly<Record<string, number>>;
    readonly refused: Readonly<Record<string, number>>;
    readonly unanswered: Readonly<Record<string, number>>;
  };
}

/** A service in a process of its own. */
export interface MeasuredService {
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  measure(): Promise<Measured>;
  /** Stops it, and checks that it has lived well: an exit code of 0, and not a word on standard error. */
  stop(): Promise<void>;
}

/** Starts the built service with these options; unhandled rejections end it, as they should. */
export async function startMeasuredService(options: Partial<ServiceOptions> = {}): Promise<MeasuredService> {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, JSON.stringify(options)], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = once(child, "close");
  const answer = async (): Promise<unknown> => {
    const [given] = await Promise.race([
      once(child, "message"),
      ended.then(() => {
        throw new Error(`the service has ended: ${stderr}`);
      }),
    ]);
    return given;
  };
  const url = await answer();
  return {
    address: new URL(String(url)).host,
    async measure() {
      child.send("measure");
      return (await answer()) as Measured;
    },
    async stop() {
      if (child.connected) child.send("stop");
      const [code] = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    },
  };
}
