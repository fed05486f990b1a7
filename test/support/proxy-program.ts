import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { connect } from "node:net";
import { listen } from "./listening";

/**
 * Starts a proxy that is a program of the system, and waits until it listens.
 *
 * @throws Error with what the program wrote, when it ends before.
 */
export async function startProxyProgram(
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
export async function freeAddress(): Promise<string> {
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
