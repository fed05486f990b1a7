import { join } from "node:path";

const FOLDER = "JQLUSTER_WORKER_SOCKETS";
const NUMBER = "JQLUSTER_WORKER_NUMBER";

/** What a worker is told when it starts. */
export interface WorkerEnvironment {
  /** The folder of the sockets between the workers. */
  readonly folder: string;
  /** Its number: no worker of this service has or had it. */
  readonly number: number;
}

/** The environment variables of a worker that is started. */
export function environmentOf({ folder, number }: WorkerEnvironment): Record<string, string> {
  return { [FOLDER]: folder, [NUMBER]: String(number) };
}

/** What this process was told; `undefined` when it is no worker of ours. */
export function ownEnvironment(): WorkerEnvironment | undefined {
  const { [FOLDER]: folder, [NUMBER]: number } = process.env;
  return folder === undefined || number === undefined ? undefined : { folder, number: Number(number) };
}

/** Where a worker listens on this machine, in a folder that only its user can use: for HTTP or for the mesh. */
export function localSocket(folder: string, purpose: "http" | "mesh", worker: number): string {
  const name = `${purpose}-${worker}.sock`;
  // Windows has no sockets in folders, but pipes of any name.
  return process.platform === "win32"
    ? join("\\\\.\\pipe", folder.replace(/\W/g, "-"), name)
    : join(folder, name);
}
