#!/usr/bin/env node
import cluster from "node:cluster";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../core";
import { isSocketPath } from "../options/option-values";
import { type CommandOptions, withDefaults } from "../options/options";
import { announce } from "./announce";
import { helpText, readCommandLine, UsageError } from "./command-line";
import { nextSteps, writeTemplate } from "./new-folder";

/** Said where another program's cluster, such as PM2's cluster mode, started this process. */
const FOREIGN_CLUSTER =
  "--workers cannot be used in a cluster of another program: start one process (with PM2: in fork mode)";

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command.kind === "help") process.stdout.write(helpText());
  else if (command.kind === "version") process.stdout.write(`${version()}\n`);
  else if (command.kind === "new") {
    const files = writeTemplate(command.folder, command.template);
    process.stdout.write(nextSteps(command.folder, files));
  } else await run(withDefaults(command.options));
}

async function run(options: CommandOptions): Promise<void> {
  // Loaded only now, so that help and errors of the command line come at once.
  if (options.workers === 1) {
    const { runService } = await import("./run-service.js");
    const { logger, address } = await runService(options, fail);
    await announce(address, logger, options);
  } else if (cluster.isPrimary) {
    const { runWorkers } = await import("./workers/primary.js");
    await runWorkers(options);
  } else {
    const { runWorker } = await import("./workers/worker.js");
    const { ownEnvironment } = await import("./workers/worker-environment.js");
    const environment = ownEnvironment();
    if (!environment) throw new UsageError(FOREIGN_CLUSTER);
    await runWorker(options, environment, fail);
  }
}

function version(): string {
  const text = readFileSync(join(__dirname, "..", "..", "package.json"), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}

function fail(error: unknown): void {
  process.stderr.write(`jqluster: ${printable(explain(error))}\n`);
  process.exitCode = 1;
  // The channel to the primary process would keep a worker from its end.
  if (process.connected) cluster.worker?.disconnect();
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} (see jqluster --help)`;
  const { code, address, hostname, port, message } = error as NodeJS.ErrnoException & {
    address?: string;
    hostname?: string;
    port?: number;
  };
  switch (code) {
    case "EADDRINUSE":
      if (isSocketPath(address)) {
        return `${address} is in use, or was left by a service that did not end in order: then remove it`;
      }
      return `port ${port} on ${address} is in use; choose another with --port`;
    case "EACCES":
      if (isSocketPath(address)) {
        return `${address} cannot be made: its folder must be there, and this user must be allowed to write to it`;
      }
      return `port ${port} needs more rights than this user has; choose another with --port`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `this machine has no address ${address ?? hostname}; choose another with --host`;
    default:
      return String(message ?? error).split("\n")[0] ?? "failed";
  }
}

main().catch(fail);
