import { createServer, type RequestListener, type Server } from "node:http";
import { connect, type Socket } from "node:net";
import { WebSocketServer } from "ws";
import { attachJqluster } from "../../src/attach/attach";
import { listen, stop } from "../support/listening";
import { leavePolling, POLLING, sessionPathIn } from "../support/polling-session";

const OFFER = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";

/** What a server answers to a request as it is written here, until `end` has come. */
function answerTo(port: number, request: string, end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1", () => socket.write(request));
    let text = "";
    socket.on("data", (data) => {
      text += data.toString();
      if (!text.includes(end)) return;
      socket.destroy();
      resolve(text);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}

const site: RequestListener = (request, response) => {
  let body = "";
  request.on("data", (data) => {
    body += String(data);
  });
  request.on("end", () => response.end(`${request.method} ${request.url} [${body}]`));
};

describe("a request that offers another protocol, as `curl --http2` does", () => {
  let server: Server;
  let port: number;

  beforeEach(async () => {
    server = createServer(site);
    port = Number((await listen(server)).split(":")[1]);
  });
  afterEach(() => stop(server));

  it.each([
    ["GET /page", `GET /page HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`, "GET /page []"],
    [
      "POST /form with a body",
      `POST /form HTTP/1.1\r\nHost: a\r\n${OFFER}Content-Length: 5\r\n\r\nhello`,
      "POST /form [hello]",
    ],
    [
      "POST /form with a body in chunks",
      `POST /form HTTP/1.1\r\nHost: a\r\n${OFFER}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`,
      "POST /form [hello]",
    ],
  ])("is answered as without jQluster: %s", async (_what, request, answer) => {
    const before = await answerTo(port, request, answer);
    const jqluster = attachJqluster(server);
    const after = await answerTo(port, request, answer);
    expect(before).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(after.replace(/^Date: .*\r\n/m, "")).toBe(before.replace(/^Date: .*\r\n/m, ""));
    await jqluster.close();
  });

  it("may be followed by another one on the same connection", async () => {
    const jqluster = attachJqluster(server);
    const both = `GET /1 HTTP/1.1\r\nHost: a\r\n${OFFER}\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n`;
    expect(await answerTo(port, both, "GET /2 []")).toMatch(/GET \/1 \[\].*GET \/2 \[\]/s);
    await jqluster.close();
  });

  it("opens a session of long-polling", async () => {
    const jqluster = attachJqluster(server);
    const request = `GET ${POLLING} HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`;
    const answer = await answerTo(port, request, '"sid"');
    expect(answer).toContain('"upgrades":["websocket"]');
    await leavePolling(`127.0.0.1:${port}`, sessionPathIn(answer));
    await jqluster.close();
  });

  it("goes to the site's own listener for upgrades, where there is one", async () => {
    const feed = new WebSocketServer({ server, path: "/feed" });
    const request = `GET /page HTTP/1.1\r\nHost: a\r\n${OFFER}\r\n`;
    const before = await answerTo(port, request, "\r\n\r\n");
    const jqluster = attachJqluster(server);
    expect(await answerTo(port, request, "\r\n\r\n")).toBe(before);
    expect(before).toMatch(/^HTTP\/1\.1 400/);
    await jqluster.close();
    feed.close();
  });
});
