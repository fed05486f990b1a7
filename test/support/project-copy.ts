import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PACKAGE_ROOT } from "./built-files";

/** What a build or a package needs. Other tests may leave sockets and the like in the folder while they run. */
const SOURCES =
  /^(src|public|docs|examples|scripts|(package|tsconfig[.\w]*)\.json|package-lock\.json|\w+\.md|LICENSE)$/;

/** A copy of the sources, as a fresh clone after `npm install`. */
export interface ProjectCopy {
  readonly folder: string;
  remove(): void;
}

/** Copies the sources into a folder for temporary files, without anything that was built. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(path.join(tmpdir(), "jqluster-clone-"));
  for (const name of readdirSync(PACKAGE_ROOT).filter((entry) => SOURCES.test(entry))) {
    cpSync(path.join(PACKAGE_ROOT, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(PACKAGE_ROOT, "node_modules"), path.join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
