import { createServer, type IncomingMessage } from "node:http";
import { runInNewContext } from "node:vm";
import { createProxyServer, type ServerOptions } from "http-proxy-3";
import { attachJqluster } from "../../src/attach/attach";
import { expectPagesMeetBehind } from "../support/behind-proxy";
import { listen, stop } from "../support/listening";
import { snippetsOf } from "../support/snippets";

/** Makes a server that hands on as Vite does, by the same library: the first path that an address begins with counts. */
function createViteProxy(proxies: Readonly<Record<string, ServerOptions>>) {
  const all = Object.entries(proxies).map(([path, options]) => ({
    path,
    options,
    proxy: createProxyServer(options),
  }));
  const proxyOf = ({ url }: IncomingMessage) => all.find(({ path }) => url?.startsWith(path));
  return createServer((request, response) => {
    const found = proxyOf(request);
    if (found) found.proxy.web(request, response, {});
    else response.end("Vite");
  }).on("upgrade", (request, socket, head) => {
    const found = proxyOf(request);
    if (found?.options.ws) found.proxy.ws(request, socket, head);
    else socket.destroy();
  });
}

it("works behind Vite as docs/embedding.md configures it", async () => {
  const site = createServer((_request, response) => response.end("the site"));
  const jqluster = attachJqluster(site);
  const target = await listen(site);
  const [snippet] = snippetsOf("docs/embedding.md").filter(({ kind }) => kind === "js vite");
  const code = String(snippet?.code).replaceAll("127.0.0.1:3000", target);
  const configuration = runInNewContext(`(${code.replace(/^export default |;\n$/g, "")})`);
  const vite = createViteProxy(configuration.server.proxy);
  const address = await listen(vite);
  const { closed } = await expectPagesMeetBehind({ address });
  expect(await (await fetch(`http://${address}/`)).text()).toBe("Vite");
  await jqluster.close();
  await closed;
  await stop(vite);
  await stop(site);
});

it("is refused in the short form, which changes the Host", async () => {
  const site = createServer();
  const jqluster = attachJqluster(site);
  const target = `http://${await listen(site)}`;
  const vite = createViteProxy({ "/socket.io": { target, changeOrigin: true } });
  const origin = `http://${await listen(vite)}`;
  const response = await fetch(`${origin}/socket.io/?EIO=4&transport=polling`, { headers: { origin } });
  expect([response.status, await response.text()]).toEqual([403, expect.stringContaining("origin")]);
  await jqluster.close();
  await stop(vite);
  await stop(site);
});
