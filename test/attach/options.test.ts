import { createServer } from "node:http";
import express from "express";
import { Server as SocketIoServer } from "socket.io";
import { attachJqluster } from "../../src/attach/attach";
import { createService } from "../../src/service/service";
import { tracesOn } from "../support/listening";

/** As a caller without a type checker sees it. */
const attach = attachJqluster as (...args: readonly unknown[]) => unknown;

describe("attachJqluster with a wrong host", () => {
  it.each([undefined, null, 3000, "localhost", {}, [], new Map(), process.stdout])(
    "throws a TypeError that says what it takes: %p",
    (host) => {
      expect(() => attach(host)).toThrow(TypeError);
      expect(() => attach(host)).toThrow(
        /host must be an http\.Server, an https\.Server, a Socket\.IO Server/,
      );
    },
  );

  it("tells who gives an Express app what to give instead", () => {
    expect(() => attach(express())).toThrow(/app\.listen\(\)/);
  });
});

describe("options that cannot be taken", () => {
  it.each<[object, RegExp]>([
    [{ maxMessageByte: 1 }, /no option maxMessageByte.*maxMessageBytes/],
    [{ port: 3000 }, /no option port/],
    [{ constructor: 1 }, /no option constructor/],
    [{ maxMessageBytes: -1 }, /maxMessageBytes must be a whole number from 0 to .*not -1/],
    [{ maxMessageBytes: 1.5 }, /maxMessageBytes/],
    [{ maxMessageBytes: "1000" }, /maxMessageBytes .*not "1000"/],
    [{ maxMessageBytes: Number.NaN }, /maxMessageBytes/],
    [{ maxMessageBytes: null }, /maxMessageBytes .*not null/],
    [{ logger: "loud" }, /logger must be a function, not "loud"/],
    [{ logger: console }, /logger must be a function/],
    [{ allowOrigin: "https://example.org" }, /allowOrigin must be same-origin, \*, or a list of origins/],
    [{ allowOrigin: ["example.org"] }, /allowOrigin/],
    [{ allowOrigin: ["https://example.org/path"] }, /allowOrigin/],
    [{ allowOrigin: true }, /allowOrigin/],
    [{ websocketPath: "jqluster" }, /websocketPath must be a path such as \/jqluster/],
    [{ websocketPath: "/jqluster/" }, /websocketPath .*slash/],
    [{ websocketPath: "/a?b" }, /websocketPath/],
    [{ websocketPath: "//" }, /websocketPath/],
    [{ websocketPath: "" }, /websocketPath/],
    [{ socketIoPath: "/" }, /socketIoPath must be a path such as \/socket\.io/],
    [{ socketIoPath: /x/ }, /socketIoPath/],
    [{ websocketPath: "/socket.io" }, /websocketPath must be outside socketIoPath/],
    [{ websocketPath: "/socket.io/ws" }, /websocketPath must be outside socketIoPath/],
    [{ socketIoPath: "/jqluster" }, /websocketPath must be outside socketIoPath/],
  ])("%p: a TypeError that names the option and what is allowed", (options, text) => {
    const server = createServer();
    const before = tracesOn(server);
    expect(() => attach(server, options)).toThrow(TypeError);
    expect(() => attach(server, options)).toThrow(text);
    expect(() => attach(server, options)).toThrow(/^attachJqluster: /);
    expect(tracesOn(server)).toEqual(before);
  });

  it.each([null, "options", 5])("the whole of them: %p", (options) => {
    expect(() => attach(createServer(), options)).toThrow(/options must be an object/);
  });

  it("on a Socket.IO server: paths, since its own holds", async () => {
    const io = new SocketIoServer(createServer());
    expect(() => attach(io, { socketIoPath: "/other" })).toThrow(/no option socketIoPath/);
    expect(() => attach(io.of("/remote"), { websocketPath: "/other" })).toThrow(/no option websocketPath/);
    await io.close();
  });

  it("in createService too", () => {
    const create = createService as (options: unknown) => unknown;
    expect(() => create({ port: "3000" })).toThrow(/^createService: port must be a whole number .*"3000"/);
    expect(() => create({ logLevel: "loud" })).toThrow(/logLevel must be one of error, warn, info, debug/);
    expect(() => create({ hots: "::1" })).toThrow(/no option hots/);
  });
});

describe("options that are undefined", () => {
  it("have their defaults", async () => {
    const server = createServer();
    const jqluster = attach(server, {
      maxMessageBytes: undefined,
      websocketPath: undefined,
      logger: undefined,
    });
    expect(() => attach(server)).toThrow(/path \/socket\.io is taken/);
    await (jqluster as { close(): Promise<void> }).close();
  });
});
