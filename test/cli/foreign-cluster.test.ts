import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { join } from "node:path";
import { until } from "../support/until";

const PROGRAM = join(__dirname, "../../dist/cli/cli.js");

let worker: Worker | undefined;

afterEach(async () => {
  if (worker && !worker.isDead()) {
    worker.process.kill("SIGKILL");
    await once(worker, "exit");
  }
});

/** Starts the command as another program's cluster does. */
function startAsWorker(...args: string[]): { readonly worker: Worker; readonly printed: () => string } {
  cluster.setupPrimary({ exec: PROGRAM, args: ["--port", "0", ...args], execArgv: [], silent: true });
  const started = cluster.fork();
  worker = started;
  let printed = "";
  for (const stream of [started.process.stdout, started.process.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  return { worker: started, printed: () => printed };
}

test("a service in a cluster of another program says in one line what to do instead", async () => {
  const { printed } = startAsWorker();
  await until(() => /http:\/\//.test(printed()));
  const lines = printed()
    .split("\n")
    .filter((line) => line.includes("cluster of another program"));
  expect(lines).toEqual([expect.stringMatching(/PM2: exec_mode fork.*--workers N/)]);
});

test("--workers is refused there", async () => {
  const { worker: started, printed } = startAsWorker("--workers", "2");
  const [code] = await once(started, "exit");
  await until(() => printed().includes("\n"));
  expect(code).toBe(1);
  expect(printed()).toMatch(/^jqluster: --workers cannot be used in a cluster of another program: .*\n$/);
});
