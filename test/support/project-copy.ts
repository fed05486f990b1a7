import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PACKAGE_ROOT } from "./built-files";

/** What is not part of a clone, or not needed in one that is only built. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage", "test", "bench", ".git"]);

/** A copy of the sources, as a fresh clone after `npm install`. */
export interface ProjectCopy {
  readonly folder: string;
  remove(): void;
}

/** Copies the sources into a folder for temporary files, without anything that was built. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(path.join(tmpdir(), "jqluster-clone-"));
  for (const name of readdirSync(PACKAGE_ROOT).filter((entry) => !LEFT_OUT.has(entry))) {
    cpSync(path.join(PACKAGE_ROOT, name), path.join(folder, name), { recursive: true });
  }
  symlinkSync(path.join(PACKAGE_ROOT, "node_modules"), path.join(folder, "node_modules"));
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
