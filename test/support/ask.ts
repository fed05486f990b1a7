import { type Agent, type OutgoingHttpHeaders, request } from "node:http";
import { upgradeStatus } from "./upgrade";

/** A way to reach a server, down to the bytes of a request. */
export interface Way {
  readonly method?: "GET" | "POST" | "OPTIONS";
  readonly path: string;
  readonly isUpgrade?: boolean;
  readonly body?: string | Buffer;
  /** Keeps the TCP connection for what it asks next; absent: each request has one of its own. */
  readonly agent?: Agent;
}

/** The answer to a request. */
export interface Asked {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Asks with exactly these headers, and gives the answer. */
export async function ask(
  address: string,
  { method = "GET", path, isUpgrade, body, agent }: Way,
  headers: OutgoingHttpHeaders,
): Promise<Asked> {
  if (isUpgrade) return { status: await upgradeStatus(address, path, headers), headers: {}, text: "" };
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, path, method, headers, agent: agent ?? false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
