// jQluster on an HTTPS server: pages use https:// and wss:// without further ado.
//
//   TLS_KEY=key.pem TLS_CERT=cert.pem node examples/https-site.mjs
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import express from "express";
import { attachJqluster } from "jqluster";

const app = express();
const server = createServer(
  { key: readFileSync(process.env.TLS_KEY), cert: readFileSync(process.env.TLS_CERT) },
  app,
);
const jqluster = attachJqluster(server);
app.use("/jqluster", jqluster.router);
app.get("/", (_request, response) => {
  response.send("This site is safe.");
});

server.listen(Number(process.env.PORT ?? 3443), "127.0.0.1", () => {
  console.log(`https://127.0.0.1:${server.address().port}/`);
});

process.once("SIGTERM", async () => {
  await jqluster.close();
  server.close();
});
