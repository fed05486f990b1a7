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
