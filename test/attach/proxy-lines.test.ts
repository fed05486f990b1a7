import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import express from "express";
import { type AttachedJqluster, attachJqluster } from "../../src/attach/attach";
import { startApache } from "../support/apache";
import { ask } from "../support/ask";
import { PACKAGE_ROOT } from "../support/built-files";
import { listen, stop } from "../support/listening";
import { startNginx } from "../support/nginx";
import { snippetsOf } from "../support/snippets";
import { upgradeStatus } from "../support/upgrade";
import { connectSocketIo } from "../support/wire-client";

const PROXIES = {
  nginx: { column: 2, start: startNginx, heading: "Below a prefix 1", prefix: "/site" },
  Apache: { column: 3, start: startApache, heading: "Behind Apache 1", prefix: "" },
} as const;
type ProxyName = keyof typeof PROXIES;

let server: Server;
let jqluster: AttachedJqluster;
let target: string;

beforeAll(async () => {
  const app = express();
  server = createServer(app);
  jqluster = attachJqluster(server, { registerTimeout: 0 });
  app.use("/jqluster", jqluster.router);
  target = await listen(server);
});
afterAll(async () => {
  await jqluster.close();
  await stop(server);
});

/** Answers of the documented configuration, in which one text is in place of another. */
async function behind<T>(
  name: ProxyName,
  [documented, instead]: readonly [string, string],
  act: (address: string, prefix: string) => Promise<T>,
): Promise<T> {
  const { start, heading, prefix } = PROXIES[name];
  const [snippet] = snippetsOf("docs/deploying.md").filter((one) => one.name === heading);
  expect(snippet?.code).toContain(documented);
  const configuration = String(snippet?.code).replace(documented, instead);
  const proxy = await start(configuration.replaceAll("127.0.0.1:3000", target));
  try {
    return await act(proxy.address, prefix);
  } finally {
    await proxy.stop();
  }
}

/** What pages need of a proxy: the statuses are 200 for a script, 200 for a poll and 101 for a WebSocket where all is well. */
async function statuses(address: string, prefix: string): Promise<readonly number[]> {
  const origin = `http://${address}`;
  const script = await ask(address, { path: `${prefix}/jqluster/jqluster.min.js` }, {});
  const poll = await ask(address, { path: `${prefix}/socket.io/?EIO=4&transport=polling` }, { origin });
  return [script.status, poll.status, await upgradeStatus(address, `${prefix}/jqluster`, { origin })];
}

/** The cell of the table in `docs/deploying.md` that says what mends this. */
function cellOf(what: string, name: ProxyName): string {
  const text = readFileSync(join(PACKAGE_ROOT, "docs/deploying.md"), "utf8");
  const row = text.split("\n").find((line) => line.startsWith("| ") && line.includes(what));
  return String(row?.split(" | ")[PROXIES[name].column]);
}

test.each(Object.keys(PROXIES) as ProxyName[])("with all its lines, %s hands on all", async (name) => {
  expect(await behind(name, ["", ""], statuses)).toEqual([200, 200, 101]);
});

/** What happens, the line that the table has for it, what stands in its place, and the statuses of {@link statuses}. */
const LINES: readonly (readonly [string, ProxyName, string, string, readonly number[]])[] = [
  ["never by WebSocket", "nginx", "proxy_set_header Upgrade $http_upgrade;", "", [200, 200, 404]],
  ["never by WebSocket", "nginx", "proxy_set_header Connection $connection_upgrade;", "", [200, 200, 404]],
  ["never by WebSocket", "Apache", "upgrade=websocket", "", [200, 200, 404]],
  ["a word about the origin", "nginx", "proxy_set_header Host $http_host;", "", [200, 403, 403]],
  ["a word about the origin", "Apache", "ProxyPreserveHost On", "", [200, 403, 403]],
  [
    "below a prefix",
    "nginx",
    "proxy_pass http://127.0.0.1:3000/;",
    "proxy_pass http://127.0.0.1:3000;",
    [404, 404, 404],
  ],
];

test.each(LINES)("%s: %s without the line %s", async (what, name, line, instead, seen) => {
  expect(await behind(name, [line, instead], statuses)).toEqual(seen);
  expect(cellOf(what, name)).toContain(line.replace(/ http:\/\/.*$/, ""));
});

test.each([
  ["nginx", "proxy_read_timeout 60s;", "proxy_read_timeout 1s;"],
  ["Apache", "ProxyTimeout 60", "ProxyTimeout 1"],
] as const)(
  "connections end while nothing is said: %s, when it waits less than a ping takes",
  async (name, line, shorter) => {
    await behind(name, [line, shorter], async (address, prefix) => {
      const path = `${prefix}/socket.io`;
      const page = await connectSocketIo(`http://${address}`, ["polling"], { path });
      await page.closed;
    });
    expect(cellOf("while nothing is said", name)).toContain(line);
  },
);
