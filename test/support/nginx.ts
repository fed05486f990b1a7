import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { listen } from "./listening";

/** An nginx of its own. */
export interface RunningNginx {
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts nginx on a free port of the loopback.
 *
 * @param http - What stands in its `http` block; its server listens on `80`, in whose place the port is put.
 */
export async function startNginx(http: string): Promise<RunningNginx> {
  const program = findTool(TEST_TOOLS.nginx);
  if (program === undefined) throw new Error("nginx was not found: run `node scripts/prepare-tests.mjs`");
  const folder = mkdtempSync(join(tmpdir(), "jqluster-nginx-"));
  const address = await freeAddress();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
    events { worker_connections 256; }
    http { access_log off; ${temporary.join(" ")} ${http.replace("listen 80;", `listen ${address};`)} }`,
  );
  const child = spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
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
    if (hasEnded) throw new Error(`nginx ended: ${errors}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    address,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

/** An address that was free a moment ago: nginx cannot be asked to choose one. */
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
