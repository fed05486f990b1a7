import { request } from "node:http";

/** An answer to a plain HTTP request. */
export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** Asks for a path exactly as it is written, which `fetch` would tidy up first. */
export function rawGet(url: string, path: string, method = "GET"): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => {
        const { headers, statusCode = 0 } = response;
        resolve({ status: statusCode, type: headers["content-type"], headers, body });
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}
