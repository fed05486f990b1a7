import { join } from "node:path";
import { ts } from "./typescript";

/** The types of the platform: to check them takes as long as all others, and a package cannot change them. */
const OF_PLATFORM = /\/node_modules\/(@types\/node|undici-types)\//;

/** What `tsc` finds wrong in the project of a folder and in its packages, without the types of the platform. */
export function compilerErrors(folder: string): string {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(folder, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
        throw new Error(String(messageText));
      },
    },
  );
  const program = ts.createProgram(config?.fileNames ?? [], config?.options ?? {});
  const found = program
    .getSourceFiles()
    .filter((file) => !program.isSourceFileDefaultLibrary(file) && !OF_PLATFORM.test(file.fileName))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  const all = [
    ...(config?.errors ?? []),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
  ];
  return ts.formatDiagnostics([...all, ...found], {
    getCanonicalFileName: (file) => file,
    getCurrentDirectory: () => folder,
    getNewLine: () => "\n",
  });
}
