#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { helpText, readCommandLine, UsageError } from "./command-line";
import { printable } from "./core";
import { type ServiceOptions, withDefaults } from "./options";

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2), process.env);
  if (command.kind === "help") process.stdout.write(helpText());
  else if (command.kind === "version") process.stdout.write(`${version()}\n`);
  else await run(withDefaults(command.options));
}

async function run(options: ServiceOptions): Promise<void> {
  // Loaded only now, so that help and errors of the command line come at once.
  const [{ createLogger }, { createService }] = await Promise.all([
    import("./logger.js"),
    import("./service.js"),
  ]);
  const logger = createLogger(options);
  const service = createService({ ...options, logger });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Again and again, since one Ctrl-C reaches a program started by npm twice.
    process.on(signal, () => {
      logger("info", `${signal}: stopping`);
      service.close().catch(fail);
    });
  }
  const { url } = await service.listen();
  logger("info", `jQluster is ready: open ${url}`);
}

function version(): string {
  const text = readFileSync(join(__dirname, "..", "package.json"), "utf8");
  return String((JSON.parse(text) as { version: unknown }).version);
}

function fail(error: unknown): void {
  process.stderr.write(`jqluster: ${printable(explain(error))}\n`);
  process.exitCode = 1;
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} (see jqluster --help)`;
  const { code, address, port, message } = error as NodeJS.ErrnoException & {
    address?: string;
    port?: number;
  };
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${address} is in use; choose another with --port`;
    case "EACCES":
      return `port ${port} needs more rights than this user has; choose another with --port`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `this machine has no address ${address ?? ""}; choose another with --host`;
    default:
      return String(message ?? error).split("\n")[0] ?? "failed";
  }
}

main().catch(fail);
