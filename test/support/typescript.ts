import type typescript from "typescript";

declare global {
  // From `scripts/test-environment.cjs`.
  function loadTypeScript(): typeof typescript;
}

/** The compiler, loaded once for all test files of a worker. To import it would load it anew for each. */
export const ts = loadTypeScript();
