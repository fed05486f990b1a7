import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A program that runs beside the tests. */
export interface Program {
  /** Rejects when it ends before it was told to. */
  readonly ended: Promise<never>;
  /** Its next line of output. */
  line(): Promise<string>;
  send(line: string): void;
  stop(): Promise<void>;
}

/** Starts a program. What it says about errors is told when it ends by itself. */
export function startProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Program {
  const child = spawn(file, args, { env, stdio: ["pipe", "pipe", "pipe"] });
  // A test run that is broken off leaves no programs behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-4_000);
  });
  // What is sent to a program that has just ended; its end is told below.
  child.stdin.on("error", () => {});
  const waiting: ((line: string) => void)[] = [];
  const lines: string[] = [];
  createInterface(child.stdout).on("line", (line) => {
    const take = waiting.shift();
    if (take) take(line);
    else lines.push(line);
  });
  let isStopping = false;
  const ended = new Promise<never>((_resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      process.off("exit", kill);
      if (!isStopping) reject(new Error(`${file} ended by itself (${signal ?? code}): ${errors}`));
    });
  });
  ended.catch(() => {});
  return {
    ended,
    line() {
      const next = new Promise<string>((resolve) => {
        const line = lines.shift();
        if (line === undefined) waiting.push(resolve);
        else resolve(line);
      });
      return Promise.race([next, ended]);
    },
    send: (line) => {
      child.stdin.write(`${line}\n`);
    },
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
}
