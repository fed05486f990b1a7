import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import packageJson from "../../package.json";
import { PACKAGE_ROOT } from "../support/built-files";

/** Runs a program inside the package, which may there import itself by its name, as a user would. */
async function runModule(source: string): Promise<unknown> {
  const args = ["--input-type=module", "--eval", source];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACKAGE_ROOT });
  return JSON.parse(stdout);
}

test.each(["jqluster", "jqluster/client"])(
  "%s is one implementation for import and require",
  async (name) => {
    const outcome = await runModule(`
    import { createRequire } from "node:module";
    import * as imported from "${name}";
    const required = createRequire(import.meta.url)("${name}");
    const names = Object.keys(required);
    console.log(JSON.stringify({
      count: names.length,
      missing: names.filter((name) => !(name in imported)),
      different: names.filter((name) => imported[name] !== required[name]),
    }));`);
    expect(outcome).toEqual({ count: expect.any(Number), missing: [], different: [] });
    expect(outcome).not.toMatchObject({ count: 0 });
  },
);

test("every file that package.json names has been built", () => {
  const { main, types, bin, exports } = packageJson;
  const named = [main, types, ...Object.values(bin), ...filesIn(exports)];
  expect(named.filter((file) => !existsSync(path.join(PACKAGE_ROOT, file)))).toEqual([]);
});

test("the page scripts can be resolved by name", () => {
  const resolved = ["jqluster/jqluster.js", "jqluster/jqluster.min.js"].map((name) =>
    path.relative(PACKAGE_ROOT, require.resolve(name)),
  );
  expect(resolved).toEqual([
    path.join("dist/browser/jqluster.js"),
    path.join("dist/browser/jqluster.min.js"),
  ]);
});

/** @returns All strings within a value. */
function filesIn(value: object | string): string[] {
  return typeof value === "string" ? [value] : Object.values(value).flatMap(filesIn);
}
