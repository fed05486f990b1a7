import { createServer } from "node:http";
import { attachJqluster } from "../../src/attach/attach";
import { startApache } from "../support/apache";
import { expectPagesMeetBehind } from "../support/behind-proxy";
import { listen, stop } from "../support/listening";
import { snippetsOf } from "../support/snippets";

it("works behind Apache as docs/deploying.md configures it", async () => {
  const site = createServer((request, response) => response.end(`the site at ${request.headers.host}`));
  const jqluster = attachJqluster(site);
  const target = await listen(site);
  const [host] = snippetsOf("docs/deploying.md").filter(({ kind }) => kind === "apache");
  const apache = await startApache(String(host?.code).replace("127.0.0.1:3000", target));
  const { closed } = await expectPagesMeetBehind(apache);
  expect(await (await fetch(`http://${apache.address}/`)).text()).toBe(`the site at ${apache.address}`);
  expect((await fetch(`http://${apache.address}/metrics`)).status).toBe(403);
  await jqluster.close();
  await closed;
  await apache.stop();
  await stop(site);
});
