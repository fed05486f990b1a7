import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { listen } from "./listening";

/** A proxy of a test's own. */
export interface RunningProxy {
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts a proxy that is a program of the system on a free port of the loopback, with a folder of its own.
 *
 * @param name - Its name among the test tools.
 * @param configuration - Makes its configuration.
 * @param argumentsOf - Makes its arguments, of the folder and the file of its configuration.
 * @throws Error with what the program wrote, when it ends before it listens.
 */
export async function startProxy(
  name: "nginx" | "apache",
  configuration: (folder: string, address: string) => string,
  argumentsOf: (folder: string, file: string) => readonly string[],
): Promise<RunningProxy> {
  const program = findTool(TEST_TOOLS[name]);
  if (program === undefined) throw new Error(`${name} was not found: run \`node scripts/prepare-tests.mjs\``);
  const folder = mkdtempSync(join(tmpdir(), `jqluster-${name}-`));
  const address = await freeAddress();
  const file = join(folder, "proxy.conf");
  writeFileSync(file, configuration(folder, address));
  const running = await startProgram(program, argumentsOf(folder, file), address);
  return {
    address,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startProgram(
  program: string,
  args: readonly string[],
  address: string,
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.on("data", (text) => {
    errors += text;
  });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) =>
    child.on("close", () => {
      hasEnded = true;
      resolve();
    }),
  );
  while (!(await isListening(address))) {
    if (hasEnded) throw new Error(`${program} ended: ${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** An address that was free a moment ago: these programs cannot be asked to choose one. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return address;
}

function isListening(address: string): Promise<boolean> {
  const [host, port] = address.split(":");
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
