import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ServiceOptions } from "../../src/options/options";
import { createService } from "../../src/service/service";
import { startCommand } from "./command";

/** A folder of a test, with the service that serves it. */
export interface ServedTestFolder {
  readonly url: string;
  /** The place of the folder on the disk. */
  readonly root: string;
  /** Its parent, in which nothing may be found. */
  readonly outside: string;
  write(file: string, content: string | Buffer): void;
  close(): Promise<void>;
}

/** Makes a folder with files, by their paths. */
export function makeFolder(files: Readonly<Record<string, string | Buffer>>): {
  readonly root: string;
  readonly outside: string;
  write(file: string, content: string | Buffer): void;
  remove(): void;
} {
  const outside = mkdtempSync(join(tmpdir(), "jqluster-folder-"));
  const root = join(outside, "show");
  mkdirSync(root);
  function write(file: string, content: string | Buffer): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  for (const [file, content] of Object.entries(files)) write(file, content);
  return { root, outside, write, remove: () => rmSync(outside, { recursive: true, force: true }) };
}

/** Serves a folder of files on a free port, within this process and without watching it. */
export async function serveTestFolder(
  files: Readonly<Record<string, string | Buffer>>,
  options: Partial<ServiceOptions> = {},
): Promise<ServedTestFolder> {
  const { remove, ...folder } = makeFolder(files);
  const service = createService({ port: 0, folder: folder.root, watch: false, ...options });
  const { url } = await service.listen();
  return {
    ...folder,
    url,
    async close() {
      await service.close();
      remove();
    },
  };
}

/** Serves a folder of files by the command `jqluster FOLDER`, which watches it. */
export async function startTestFolder(
  files: Readonly<Record<string, string | Buffer>>,
  args: readonly string[] = [],
): Promise<ServedTestFolder> {
  const { remove, ...folder } = makeFolder(files);
  const running = startCommand([folder.root, "--port", "0", ...args]);
  return {
    ...folder,
    url: await running.url,
    async close() {
      running.process.kill("SIGTERM");
      const { code, stderr } = await running.outcome;
      remove();
      if (code !== 0 || stderr !== "") throw new Error(`the command ended with ${code}: ${stderr}`);
    },
  };
}

/** A page that is a node, with whatever else stands in it. */
export function pageOf(nodeId: string, content = ""): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>${nodeId}</title><link rel="icon" href="data:,"></head>
  <body>
    ${content}
    <script src="/jqluster/jquery.min.js"></script>
    <script src="/jqluster/jqluster.min.js"></script>
    <script>$.jqluster.init("${nodeId}");</script>
  </body>
</html>
`;
}
