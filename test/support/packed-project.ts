import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { compiler } from "../../scripts/compiler.cjs";
import { PACKAGE_ROOT } from "./built-files";

/** How a program ended. */
export interface Run {
  readonly code: number;
  readonly output: string;
}

/** A project of its own with nothing but the packed package in it. */
export interface PackedProject {
  readonly folder: string;
  /** The package as npm would publish it. */
  readonly tarball: string;
  /** The files in it. */
  readonly files: readonly string[];
  write(file: string, text: string): void;
  /** Runs a program of Node in the project. */
  node(...args: readonly string[]): Promise<Run>;
  /** Compiles a folder of the project that has a `tsconfig.json`; the output is what the compiler finds wrong. */
  compile(within: string): Promise<Run>;
  remove(): void;
}

/** Packs the package as it was built, without building it again under other tests, and installs it in an empty project, as a user does. */
export async function installPacked(): Promise<PackedProject> {
  const folder = mkdtempSync(join(tmpdir(), "jqluster-project-"));
  const npm = (cwd: string, ...args: readonly string[]) => promisify(execFile)("npm", args, { cwd });
  const packed = await npm(PACKAGE_ROOT, "pack", "--json", "--ignore-scripts", "--pack-destination", folder);
  const [{ filename, files }] = JSON.parse(packed.stdout) as [
    { filename: string; files: readonly { path: string }[] },
  ];
  const tarball = join(folder, filename);
  const project: PackedProject = {
    folder,
    tarball,
    files: files.map(({ path }) => path),
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    node: (...args) => run(process.execPath, args, folder),
    compile: (within) => run(compiler, ["-p", within, "--pretty", "false"], folder),
    remove: () => rmSync(folder, { recursive: true }),
  };
  project.write("package.json", '{ "private": true }');
  await npm(folder, "install", "--prefer-offline", "--no-audit", "--no-fund", tarball);
  return project;
}

function run(program: string, args: readonly string[], cwd: string): Promise<Run> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr });
    });
  });
}
