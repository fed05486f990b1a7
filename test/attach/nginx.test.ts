import { createServer } from "node:http";
import { attachJqluster } from "../../src/attach/attach";
import { expectPagesMeetBehind } from "../support/behind-proxy";
import { listen, stop } from "../support/listening";
import { startNginx } from "../support/nginx";
import { snippetsOf } from "../support/snippets";

it("works behind nginx as docs/embedding.md configures it", async () => {
  const site = createServer((_request, response) => response.end("the site"));
  const jqluster = attachJqluster(site);
  const target = await listen(site);
  const [location] = snippetsOf("docs/embedding.md").filter(({ kind }) => kind === "nginx");
  const nginx = await startNginx(
    `map $http_upgrade $connection_upgrade { default upgrade; '' close; }
    server { listen 80; ${location?.code.replace("127.0.0.1:3000", target)} }`,
  );
  const { closed } = await expectPagesMeetBehind({ address: nginx.address, prefix: "/app" });
  expect(await (await fetch(`http://${nginx.address}/app/`)).text()).toBe("the site");
  await jqluster.close();
  await closed;
  await nginx.stop();
  await stop(site);
});
