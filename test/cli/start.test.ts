import { join } from "node:path";
import { startCommand } from "../support/command";

/** What a service needs only where it is asked for: metrics, Redis, certificates, a folder that it watches. */
const LATER = ["prom-client", "ioredis", "@peculiar/x509", "reflect-metadata", "chokidar"];

it.each([
  ["starts without what it needs later only", "", []],
  ["loads the metrics when they are asked for", "metrics", ["prom-client"]],
])("%s", async (_what, path, expected) => {
  const probe = join(__dirname, "loaded-packages.cjs");
  const running = startCommand(["--port", "0"], { NODE_OPTIONS: `--require ${JSON.stringify(probe)}` });
  await (await fetch(new URL(path, await running.url))).text();
  running.process.kill("SIGTERM");
  const { stderr } = await running.outcome;
  const loaded: unknown[] = JSON.parse(stderr);
  expect(loaded).toContain("express");
  expect(LATER.filter((name) => loaded.includes(name))).toEqual(expected);
});
