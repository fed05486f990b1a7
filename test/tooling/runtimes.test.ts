import { execFileSync } from "node:child_process";
import path from "node:path";
import { PACKAGE_ROOT } from "../support/built-files";

/** Runs a module of `scripts/`, which is not of the kind that Jest loads. */
function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd: PACKAGE_ROOT, encoding: "utf8" });
}

test("the smoke test that Bun and Deno run passes here, and ends by itself", () => {
  expect(node("scripts/smoke.mjs")).toBe("The service and its client work here.\n");
});

test("the tests without browsers are those that start none, also not by what they import", () => {
  const code = `import { testsWithoutBrowsers } from "./scripts/tests-without-browsers.mjs";
    console.log(testsWithoutBrowsers(process.cwd()).join("\\n"))`;
  const files = node("--input-type=module", "-e", code)
    .trim()
    .split("\n")
    .map((file) => path.relative(path.join(PACKAGE_ROOT, "test"), file));
  expect(files).toEqual(expect.arrayContaining(["core/register.test.ts", "cli/usage.test.ts"]));
  for (const file of ["browser/chat.test.ts", "engines/pairs.test.ts", "browser/differential.test.ts"]) {
    expect(files).not.toContain(file);
  }
});
