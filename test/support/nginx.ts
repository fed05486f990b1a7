import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { freeAddress, startProxyProgram } from "./proxy-program";

/** An nginx of its own. */
export interface RunningNginx {
  /** Such as `127.0.0.1:12345`. */
  readonly address: string;
  stop(): Promise<void>;
}

/**
 * Starts nginx on a free port of the loopback.
 *
 * @param http - What stands in its `http` block; its server listens on `80`, in whose place the port is put.
 */
export async function startNginx(http: string): Promise<RunningNginx> {
  const program = findTool(TEST_TOOLS.nginx);
  if (program === undefined) throw new Error("nginx was not found: run `node scripts/prepare-tests.mjs`");
  const folder = mkdtempSync(join(tmpdir(), "jqluster-nginx-"));
  const address = await freeAddress();
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  writeFileSync(
    join(folder, "nginx.conf"),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
    events { worker_connections 256; }
    http { access_log off; ${temporary.join(" ")} ${http.replace("listen 80;", `listen ${address};`)} }`,
  );
  const running = await startProxyProgram(
    program,
    ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"],
    address,
  );
  return {
    address,
    async stop() {
      await running.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
