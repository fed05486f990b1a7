import { readFileSync } from "node:fs";
import { join } from "node:path";
import { minVersion, satisfies } from "semver";
import { engines } from "../../package.json";

/** A package that is installed, as the lock file has it. */
interface Locked {
  readonly version?: string;
  readonly engines?: { readonly node?: string };
}

test("every package that is installed runs on the oldest Node.js that this one runs on", () => {
  const oldest = minVersion(engines.node)?.version ?? "";
  const text = readFileSync(join(__dirname, "..", "..", "package-lock.json"), "utf8");
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> };
  const unfit = Object.entries(packages)
    .filter(([, locked]) => !satisfies(oldest, locked.engines?.node ?? "*"))
    .map(([name, { version, engines }]) => `${name} ${version} needs Node.js ${engines?.node}`);
  expect(oldest).toBe("20.19.0");
  expect(unfit).toEqual([]);
});
