import { join } from "node:path";

/** Where a worker listens on this machine, in a folder that only its user can use: for HTTP or for the mesh. */
export function localSocket(folder: string, purpose: "http" | "mesh", worker: number): string {
  const name = `${purpose}-${worker}.sock`;
  // Windows has no sockets in folders, but pipes of any name.
  return process.platform === "win32"
    ? join("\\\\.\\pipe", folder.replace(/\W/g, "-"), name)
    : join(folder, name);
}
