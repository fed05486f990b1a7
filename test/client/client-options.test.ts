import { checkClientOptions } from "../../src/client/client-options";

test.each([0, 1, 2147483647])("a timeout of %d ms is one", (timeout) => {
  expect(() => checkClientOptions("Alice", { timeout })).not.toThrow();
});

test.each([-1, 2147483648, Number.POSITIVE_INFINITY, Number.NaN])(
  "a timeout of %d ms is refused where it is given: timers would ring at once",
  (timeout) => {
    expect(() => checkClientOptions("Alice", { timeout })).toThrow("0 (for ever) to 2147483647 ms");
  },
);

const CIRCLE: { self?: object } = {};
CIRCLE.self = CIRCLE;

test.each<[object, string]>([
  [{ auth: "x" }, "auth must be an object"],
  [{ auth: CIRCLE }, "auth cannot travel: it contains itself"],
  [{ transports: ["pigeon"] }, 'transports must be a list of "polling" and "websocket"'],
  [{ transports: "polling" }, "transports must be a list"],
  [{ transports: [] }, "transports must be a list"],
  [{ path: 5 }, "path must be a text that begins with /"],
  [{ path: "socket.io" }, "path must be"],
  [{ notify: [5] }, "notify must be a list of node IDs"],
  [{ withCredentials: "include" }, "withCredentials must be true or false"],
  [{ timeout: "5" }, "timeout must be 0"],
  [{ allow: 1 }, "allow must be a function"],
  [{ allowEval: "yes" }, "allowEval must be true or false"],
  [{ sanitize: {} }, "sanitize must be a function"],
  [
    { timout: 5 },
    'unknown option "timout": there are auth, transports, path, room, withCredentials, notify, timeout',
  ],
  [{ constructor: 5 }, 'unknown option "constructor"'],
])("%j is refused, with what is allowed", (options, told) => {
  expect(() => checkClientOptions("Alice", options)).toThrow(told);
});

test.each([null, 5])("options may not be %j", (options) => {
  expect(() => checkClientOptions("Alice", options as never)).toThrow("options must be an object");
});

test("options that are right, or undefined, pass", () => {
  const options = {
    auth: { secret: "x" },
    transports: ["websocket", "polling"],
    path: "/",
    notify: ["Bob"],
    allow: () => true,
    allowEval: false,
    sanitize: String,
  };
  expect(() => checkClientOptions("Alice", options)).not.toThrow();
  expect(() => checkClientOptions("Alice", { auth: undefined } as never)).not.toThrow();
});
