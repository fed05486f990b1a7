import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "engine.io";
import { Server as SocketIoServer } from "socket.io";
import { attachJqluster } from "../../../src/attach/attach";
import { type EngineConnection, unsentBytesOf } from "../../../src/transports/socket-io/engine-connection";
import { CLOSE_PACKET } from "../../support/polling-session";
import { until } from "../../support/until";
import { connectSocketIo } from "../../support/wire-client";

/** Connects to an Engine.IO server as published, and gives its end of the connection. */
async function connect(transport: "polling" | "websocket") {
  const server = createServer();
  const engine = new Server();
  engine.attach(server);
  const io = new SocketIoServer();
  io.bind(engine);
  const opened = new Promise<EngineConnection>((resolve) => engine.once("connection", resolve));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const client = await connectSocketIo(`http://127.0.0.1:${port}`, [transport], { path: "/engine.io" });
  const connection = await opened;
  return {
    connection,
    async close() {
      client.close();
      await client.closed;
      await io.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("the inner members of Engine.IO that are used", () => {
  it("exist on a WebSocket", async () => {
    const { connection, close } = await connect("websocket");
    expect(connection.transport).toMatchObject({
      name: "websocket",
      socket: { close: expect.any(Function) },
    });
    expect(connection.transport).toHaveProperty("socket.bufferedAmount");
    await close();
  });

  it("exist on long-polling, and tell of the answer to an open poll", async () => {
    const { connection, close } = await connect("polling");
    expect(connection.transport).toMatchObject({ name: "polling", closeTimeout: expect.any(Number) });
    await until(() => connection.transport.writable);
    expect(Reflect.get(connection.transport, "res")).toMatchObject({ writeHead: expect.any(Function) });
    await close();
  });

  it("count packets that wait, until they are flushed", async () => {
    const { connection, close } = await connect("websocket");
    const unsent = unsentBytesOf(connection);
    const events: [string, number][] = [];
    connection.once("packetCreate", () => events.push(["created", unsent.waiting]));
    connection.once("flush", () => events.push(["flushed", unsent.waiting]));
    connection.send("x".repeat(100));
    expect(events).toEqual([
      ["created", 100],
      ["flushed", 0],
    ]);
    await close();
  });
});

describe("pingInterval and pingTimeout", () => {
  it("hold for Socket.IO: a peer that does not answer is cut off", async () => {
    const server = createServer();
    const jqluster = attachJqluster(server, { pingInterval: 20, pingTimeout: 20 });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    const { sid, pingInterval, pingTimeout } = JSON.parse((await answer.text()).slice(1));
    expect({ pingInterval, pingTimeout }).toEqual({ pingInterval: 20, pingTimeout: 20 });
    const poll = async () => (await fetch(`${url}/socket.io/?EIO=4&transport=polling&sid=${sid}`)).text();
    await until(async () => (await poll()) === CLOSE_PACKET);
    await jqluster.close();
    await new Promise((resolve) => server.close(resolve));
  });
});
