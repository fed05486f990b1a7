// The core of jQluster with a transport of one's own: messages go to a page by Server-Sent Events, and come from it
// by POST. Neither Socket.IO nor Express is used.
//
//   node examples/server-sent-events.mjs
//
// GET  /events?node=Alice     the messages for a page of Alice; the first event, "connection", names the connection
// POST /messages?connection=… one message of that page, as JSON
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { JqlusterServer } from "jqluster";

const LARGEST_MESSAGE = 256 * 1024;
const core = new JqlusterServer({ logger: (level, message) => console.error(`${level}: ${message}`) });
/** The node that each connection registered as: it may speak in no other name. */
const nodes = new Map();

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  if (request.method === "GET" && pathname === "/events") open(searchParams.get("node"), response);
  else if (request.method === "POST" && pathname === "/messages")
    take(searchParams.get("connection"), request, response);
  else response.writeHead(404).end();
});

function open(node, response) {
  if (!node || node.length > 80) {
    response.writeHead(400).end("Which node?");
    return;
  }
  const uniqueId = randomUUID();
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(`event: connection\ndata: ${uniqueId}\n\n`);
  core.register({
    uniqueId,
    message: { message_id: uniqueId, message_type: "register", from: node },
    sender: (_message, delivery) => response.write(`data: ${delivery.text}\n\n`),
  });
  nodes.set(uniqueId, node);
  response.on("close", () => {
    nodes.delete(uniqueId);
    core.unregister(uniqueId);
  });
}

async function take(uniqueId, request, response) {
  const node = nodes.get(uniqueId);
  try {
    const message = JSON.parse(await read(request));
    if (node === undefined || message.from !== node || typeof message.message_type !== "string") {
      throw new Error("A connection sends messages of its own node");
    }
    core.distribute(message, { source: uniqueId });
    response.writeHead(204).end();
  } catch (error) {
    response.writeHead(400, { "content-type": "text/plain" }).end(`${error.message}\n`);
  }
}

async function read(request) {
  let text = "";
  request.setEncoding("utf8");
  // Read to the end even so: whoever is cut off in the middle would not hear why.
  for await (const part of request) if (text.length <= LARGEST_MESSAGE) text += part;
  if (text.length > LARGEST_MESSAGE) throw new Error("Too large");
  return text;
}

server.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/`);
});

process.once("SIGTERM", () => {
  server.close();
  server.closeAllConnections();
});
