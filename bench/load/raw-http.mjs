import { connect } from "node:net";

const HEAD_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * An HTTP client with next to no cost of its own, so that the load is not what is measured: one connection that is kept
 * open, one request at a time. Takes only answers that say their length, as those to polls do. As browsers do, it repeats
 * a request on a new connection when the server ended an idle one meanwhile.
 */
export class RawHttp {
  #port;
  /** @type {import("node:net").Socket | undefined} */
  #socket;
  /** What has come of the answer. */
  #text = "";
  /** @type {{ request: string, resolve(body: string): void, reject(error: Error): void } | undefined} */
  #asking;
  /** Whether the connection has carried an answer. */
  #isKept = false;

  /** @param {number} port */
  constructor(port) {
    this.#port = port;
  }

  /**
   * @param {"GET" | "POST"} method
   * @param {string} path
   * @param {string} [body] ASCII.
   * @returns {Promise<string>} The body of the answer.
   */
  ask(method, path, body) {
    const about = body === undefined ? "" : `Content-Type: text/plain\r\nContent-Length: ${body.length}\r\n`;
    const head = `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\n${about}\r\n`;
    return new Promise((resolve, reject) => {
      this.#asking = { request: head + (body ?? ""), resolve, reject };
      this.#send(this.#asking.request);
    });
  }

  /** @param {string} request */
  #send(request) {
    this.#socket ??= this.#connect();
    this.#socket.write(request, "latin1");
  }

  close() {
    this.#socket?.destroy();
  }

  #connect() {
    const socket = connect({ port: this.#port, host: "127.0.0.1", noDelay: true });
    socket.setEncoding("latin1").on("data", (/** @type {string} */ part) => this.#take(part));
    // The error that comes before the end says no more than the end.
    socket.on("error", () => {});
    socket.on("close", () => {
      const asking = this.#asking;
      const mayRepeat = this.#isKept && this.#text === "";
      this.#isKept = false;
      if (!asking || !mayRepeat) this.#lose("the server ended the connection");
      else {
        this.#socket = undefined;
        this.#send(asking.request);
      }
    });
    return socket;
  }

  /** @param {string} part */
  #take(part) {
    this.#text += part;
    const end = this.#text.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#text.slice(0, end);
    const length = Number(LENGTH.exec(head)?.[1] ?? Number.NaN);
    const body = this.#text.slice(end + HEAD_END.length);
    const status = head.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length);
    if (status !== "200") this.#lose(`${status}: ${body}`);
    else if (Number.isNaN(length)) this.#lose(`an answer without its length: ${head}`);
    else if (body.length >= length) {
      const asking = this.#asking;
      this.#text = "";
      this.#asking = undefined;
      this.#isKept = true;
      asking?.resolve(body);
    }
  }

  /** The next request is sent over a new connection. @param {string} why */
  #lose(why) {
    const asking = this.#asking;
    this.#asking = undefined;
    this.#text = "";
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners("close").destroy();
    asking?.reject(Object.assign(new Error(why), { code: "ECONNRESET" }));
  }
}
