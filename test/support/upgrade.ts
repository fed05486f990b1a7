import { type OutgoingHttpHeaders, request } from "node:http";

/** Asks for an upgrade to WebSocket, also at paths that no WebSocket client would take, and gives the status. */
export function upgradeStatus(
  address: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
): Promise<number> {
  const [host, port] = address.split(":");
  return new Promise((resolve, reject) => {
    const asked = request({
      host,
      port,
      path,
      agent: false,
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
        ...headers,
      },
    });
    asked.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    asked.on("response", (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}
