import { spawn } from "node:child_process";
import { join } from "node:path";
import { PACKAGE_ROOT } from "./built-files";

/** An example of the package as a process of its own. */
export interface RunningExample {
  readonly url: string;
  /** Asks it to end, and gives its exit code and what it wrote on standard error. */
  stop(): Promise<{ readonly code: number | null; readonly errors: string }>;
}

/** Starts a file of `examples/` on a free port. */
export async function startExample(
  file: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<RunningExample> {
  const child = spawn(process.execPath, [join("examples", file)], {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding("utf8").once("data", (text: string) => resolve(text.trim()));
    code.then(() => reject(new Error(`the example ended: ${errors}`)));
  });
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      return { code: await code, errors };
    },
  };
}
