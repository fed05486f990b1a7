import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

const PROGRAM = join(__dirname, "..", "..", "dist", "cli", "cli.js");

/** How a run of the command ended. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the built command `jqluster` as a process of its own. */
export interface RunningCommand {
  readonly process: ChildProcess;
  /** Settles when the process has ended. */
  readonly outcome: Promise<Outcome>;
  /** The address that the command said it listens on. */
  readonly url: Promise<string>;
  /** What it has written to its standard output so far. */
  printed(): string;
}

/** Starts the command; of this process's environment it sees nothing that sets an option. */
export function startCommand(args: readonly string[], environment: NodeJS.ProcessEnv = {}): RunningCommand {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(JQLUSTER_.*|PORT)$/.test(name));
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...Object.fromEntries(inherited), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  let foundUrl = (_url: string) => {};
  const url = new Promise<string>((resolve) => {
    foundUrl = resolve;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    const [found] = /http:\/\/[^\s"]+/.exec(stdout) ?? [];
    if (found) foundUrl(found);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, outcome, url, printed: () => stdout };
}

/** Runs the command to its end. */
export function runCommand(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Outcome> {
  return startCommand(args, environment).outcome;
}
