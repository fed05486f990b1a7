// A site with Express 5 that has pages and data of its own, and lets its pages act on each other.
//
//   node examples/express-site.mjs
//
// Open the address it prints in two browsers, as /?name=Alice and /?name=Bob.
import { createServer } from "node:http";
import express from "express";
import { attachJqluster } from "jqluster";

const app = express();
const server = createServer(app);

// These two lines are all that jQluster needs.
const jqluster = attachJqluster(server);
app.use("/jqluster", jqluster.router);

app.get("/time", (_request, response) => {
  response.json({ now: new Date().toISOString() });
});

app.get("/", (request, response) => {
  const name = request.query.name === "Bob" ? "Bob" : "Alice";
  const other = name === "Bob" ? "Alice" : "Bob";
  response.type("html").send(`<!doctype html>
<meta charset="utf-8">
<title>${name}</title>
<h1>I am ${name}</h1>
<button>Greet ${other}</button>
<p id="greeting"></p>
<script src="/jqluster/jquery.min.js"></script>
<script src="/jqluster/jqluster.js"></script>
<script>
  $.jqluster.init("${name}");
  var $other = $.jqluster("${other}");
  $("button").on("click", function () {
    $other("#greeting").text("Greetings from ${name}");
  });
</script>`);
});

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});

process.once("SIGTERM", async () => {
  await jqluster.close();
  server.close();
});
