import { existsSync } from "node:fs";
import { type RunningProxy, startProxy } from "./proxy-program";

/** Where systems keep the modules of Apache. */
const MODULE_FOLDERS = [
  "/usr/lib/apache2/modules",
  "/usr/lib64/httpd/modules",
  "/opt/homebrew/lib/httpd/modules",
  "/usr/libexec/apache2",
];
/** `<Location>` and `Require` need the last two. */
const MODULES = ["mpm_event", "proxy", "proxy_http", "authz_core", "authz_host"];

/**
 * Starts Apache on a free port of the loopback.
 *
 * @param host - Its configuration, with a `<VirtualHost *:80>`, in whose place the port is put.
 */
export async function startApache(host: string): Promise<RunningProxy> {
  const modules = MODULE_FOLDERS.find((folder) => existsSync(folder));
  if (modules === undefined) throw new Error(`Apache has no modules in ${MODULE_FOLDERS.join(", ")}`);
  // Its children must not run as root.
  const isRoot = process.getuid?.() === 0;
  const loaded = MODULES.map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`);
  return startProxy(
    "apache",
    (folder, address) => `ServerRoot ${folder}
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
    (_folder, file) => ["-f", file, "-D", "FOREGROUND"],
  );
}
