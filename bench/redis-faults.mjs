// Measures what page-to-page traffic goes through when Redis fails: `node bench/redis-faults.mjs` after a build.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { WebSocket } from "ws";

const PROGRAM = path.join(import.meta.dirname, "..", "dist", "cli.js");
const RATE = 500;
const TICK = 20;

const port = await freePort();
const url = `redis://127.0.0.1:${port}`;
let redis = await startRedis();
const services = await Promise.all([startService(), startService()]);
const alice = await connect(services[0].address, "Alice");
const bob = await connect(services[1].address, "Bob");

let sent = 0;
const pending = new Map();
const results = { answered: 0, errors: {}, slowestError: 0, duplicates: 0 };
alice.on("message", (data) => {
  const { body, message_type: type } = JSON.parse(data);
  if (type !== "select_and_get_reply") return;
  const since = pending.get(body.in_reply_to);
  if (since === undefined) {
    results.duplicates += 1;
    return;
  }
  pending.delete(body.in_reply_to);
  if (body.error === null) results.answered += 1;
  else {
    const kind = body.error.split(":")[0];
    results.errors[kind] = (results.errors[kind] ?? 0) + 1;
    results.slowestError = Math.max(results.slowestError, performance.now() - since);
  }
});
bob.on("message", (data) => {
  const { message_type: type, message_id: id } = JSON.parse(data);
  if (type !== "select_and_get") return;
  const body = { error: null, result: 1, in_reply_to: id };
  bob.send(
    JSON.stringify({
      message_id: `r${id}`,
      message_type: "select_and_get_reply",
      from: "Bob",
      to: "Alice",
      body,
    }),
  );
});
const flow = setInterval(() => {
  for (let i = 0; i < (RATE * TICK) / 1000; i++) {
    sent += 1;
    const id = `m${sent}`;
    pending.set(id, performance.now());
    const body = { node_id: "Bob", eval_code: '$("h1").text()' };
    alice.send(
      JSON.stringify({ message_id: id, message_type: "select_and_get", from: "Alice", to: "Bob", body }),
    );
  }
}, TICK);

await pause(2000);
const returns = [];
for (let i = 0; i < 5; i++) {
  await end(redis, "SIGKILL");
  await pause(1000);
  redis = await startRedis();
  const restarted = performance.now();
  const before = results.answered;
  while (results.answered === before) await pause(10);
  returns.push(Math.round(performance.now() - restarted));
  await pause(1500);
}
report("Redis killed five times, away 1 s each", { "ms until answers came again": returns });

redis.kill("SIGSTOP");
await pause(10_000);
redis.kill("SIGCONT");
const resumed = performance.now();
const before = results.answered;
while (results.answered === before) await pause(10);
const back = Math.round(performance.now() - resumed);
await pause(3000);
report("Redis stopped for 10 s", { "ms until answers came again": back });

clearInterval(flow);
await pause(5000);
report("at the end", {
  unanswered: pending.size,
  "services alive": services.filter(({ child }) => child.exitCode === null).length,
});
for (const page of [alice, bob]) page.close();
await Promise.all(services.map(({ child }) => end(child, "SIGTERM")));
await end(redis, "SIGTERM");

function report(title, more) {
  const { slowestError, ...others } = results;
  console.log(
    title,
    JSON.stringify({ sent, ...others, "slowest error, ms": Math.round(slowestError), ...more }),
  );
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function end(child, signal) {
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: found } = server.address();
  server.close();
  await once(server, "close");
  return found;
}

async function startRedis() {
  const settings = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(process.env.REDIS_SERVER_PATH ?? "redis-server", settings, { stdio: "ignore" });
  await once(child, "spawn");
  return child;
}

async function startService() {
  const args = ["--port", "0", "--redis", url, "--rate-limit", "0", "--max-pending-requests", "0"];
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const ready = () => /ready: open http:\/\/(\S+?)\//.exec(output)?.[1];
  while (!ready() || !output.includes("Connected to Redis")) await pause(20);
  return { child, address: ready() };
}

async function connect(address, nodeId) {
  const socket = new WebSocket(`ws://${address}/jqluster`);
  await once(socket, "open");
  socket.send(
    JSON.stringify({
      message_id: 1,
      message_type: "register",
      from: nodeId,
      to: null,
      body: { node_id: nodeId },
    }),
  );
  await once(socket, "message");
  return socket;
}
