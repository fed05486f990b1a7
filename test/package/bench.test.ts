import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PACKAGE_ROOT } from "../support/built-files";

test.each([[[]], [["--quick"]]])(
  "a name that no scene of the bench has is an error that lists them, %j",
  (flags) => {
    const run = join(PACKAGE_ROOT, "bench/run.mjs");
    const { status, stderr, stdout } = spawnSync(process.execPath, [run, ...flags, "fan-in"], {
      encoding: "utf8",
    });
    expect(stderr).toMatch(/^"fan-in" is in the name of no scene/);
    expect(stderr).toContain("\n  round trip, alone\n");
    expect(stderr).toMatch(/\n {2}loop of \d+\n/);
    expect(stdout).not.toContain("All goals were reached");
    expect(status).toBe(1);
  },
);
