import { readFileSync } from "node:fs";
import path from "node:path";

/** The folder of the package. */
export const PACKAGE_ROOT = path.join(__dirname, "../..");

/**
 * @param name - A file in `dist/`, for example `browser/jqluster.js`.
 * @returns Its path.
 */
export function builtFile(name: string): string {
  return path.join(PACKAGE_ROOT, "dist", name);
}

/**
 * @param name - A file in `dist/`.
 * @returns Its text.
 * @throws Error that says how to build it, when it is not there.
 */
export function readBuiltFile(name: string): string {
  try {
    return readFileSync(builtFile(name), "utf8");
  } catch (cause) {
    throw new Error(`dist/${name} is not there: run \`npm run build\` first`, { cause });
  }
}
