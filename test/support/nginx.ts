import { type RunningProxy, startProxy } from "./proxy-program";

/**
 * Starts nginx on a free port of the loopback.
 *
 * @param http - What stands in its `http` block; its server listens on `80`, in whose place the port is put.
 */
export function startNginx(http: string): Promise<RunningProxy> {
  return startProxy(
    "nginx",
    (folder, address) => {
      const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
        (kind) => `${kind}_temp_path ${folder}/${kind};`,
      );
      return `daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
    events { worker_connections 256; }
    http { access_log off; ${temporary.join(" ")} ${http.replace("listen 80;", `listen ${address};`)} }`;
    },
    (folder, file) => ["-p", folder, "-c", file, "-e", "stderr"],
  );
}
