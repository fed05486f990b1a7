import { createServer } from "node:http";
import { attachJqluster } from "../../src";
import { listen, stop } from "../support/listening";
import { getRequest } from "../support/messages";
import { startNginx } from "../support/nginx";
import { snippetsOf } from "../support/snippets";
import { upgradeStatus } from "../support/upgrade";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

it("works behind nginx as docs/embedding.md configures it", async () => {
  const site = createServer((_request, response) => response.end("the site"));
  const jqluster = attachJqluster(site);
  const target = await listen(site);
  const [location] = snippetsOf("docs/embedding.md").filter(({ kind }) => kind === "nginx");
  const nginx = await startNginx(
    `map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server { listen 80; ${location?.code.replace("127.0.0.1:3000", target)} }`,
  );
  const origin = `http://${nginx.address}`;
  const path = "/app/socket.io";
  const extraHeaders = { origin };
  const pages = [
    await registered(await connectSocketIo(origin, ["polling"], { path, extraHeaders }), "Alice"),
    await registered(await connectSocketIo(origin, ["websocket"], { path, extraHeaders }), "Bob"),
    await registered(await connectWebSocket(`ws://${nginx.address}/app/jqluster`, { origin }), "Carol"),
  ] as const;
  const nodes = ["Alice", "Bob", "Carol"];
  for (const [i, page] of pages.entries()) {
    const request = getRequest(nodes[i] ?? "", nodes[(i + 1) % 3] ?? "");
    page.send(request);
    expect(await pages[(i + 1) % 3]?.next()).toEqual(request);
  }
  expect(await upgradeStatus(nginx.address, "/app/jqluster", { origin: "http://foe.example" })).toBe(403);
  expect(await (await fetch(`${origin}/app/`)).text()).toBe("the site");
  await jqluster.close();
  await Promise.all(pages.map((page) => page.closed));
  await nginx.stop();
  await stop(site);
});
