import { execFile } from "node:child_process";
import { compiler } from "../../scripts/compiler.cjs";

/** What `tsc` finds wrong in the project of a folder and in its packages. */
export function compilerErrors(folder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(compiler, ["-p", folder, "--pretty", "false"], (error, stdout) => {
      // It ends with an exit code above 0 when it has found errors, which are on its standard output.
      if (error && stdout === "") reject(error);
      else resolve(stdout);
    });
  });
}
