import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { freeAddress, startProxyProgram } from "./proxy-program";

/** Where systems keep the modules of Apache. */
const MODULE_FOLDERS = [
  "/usr/lib/apache2/modules",
  "/usr/lib64/httpd/modules",
  "/opt/homebrew/lib/httpd/modules",
  "/usr/libexec/apache2",
];
/** `<Location>` and `Require` need the last two. */
const MODULES = ["mpm_event", "proxy", "proxy_http", "authz_core", "authz_host"];

/** An Apache of its own. */
export interface RunningApache {
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts Apache on a free port of the loopback.
 *
 * @param host - Its configuration, with a `<VirtualHost *:80>`, in whose place the port is put.
 */
export async function startApache(host: string): Promise<RunningApache> {
  const program = findTool(TEST_TOOLS.apache);
  if (program === undefined) throw new Error("Apache was not found: run `node scripts/prepare-tests.mjs`");
  const modules = MODULE_FOLDERS.find((folder) => existsSync(folder));
  if (modules === undefined) throw new Error(`Apache has no modules in ${MODULE_FOLDERS.join(", ")}`);
  const folder = mkdtempSync(join(tmpdir(), "jqluster-apache-"));
  const address = await freeAddress();
  // Its children must not run as root.
  const isRoot = process.getuid?.() === 0;
  const loaded = MODULES.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`);
  writeFileSync(
    join(folder, "httpd.conf"),
    `ServerRoot ${folder}
    DefaultRuntimeDir ${folder}
    PidFile ${folder}/pid
    ServerName localhost
    ${isRoot ? "User nobody\n Group nogroup" : ""}
    ErrorLog ${folder}/errors
    LogLevel error
    Listen ${address}
    ${loaded.join("\n")}
    StartServers 1
    ThreadsPerChild 16
    MaxRequestWorkers 16
    ServerLimit 1
    MinSpareThreads 1
    MaxSpareThreads 16
    ${host.replace("*:80", address)}`,
  );
  const args = ["-f", join(folder, "httpd.conf"), "-D", "FOREGROUND"];
  const running = await startProxyProgram(program, args, address);
  return {
    address,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
