import { STATUS_CODES } from "node:http";
import type { Socket } from "engine.io-client";
import type { WebSocket } from "ws";

/** Gives the reason why a connection failed, or `""` while none is known. */
export type Reason = () => string;

/** Of an answer or an error no more is read or told, in UTF-16 units. */
const MAX_TEXT = 1000;
/** The WebSocket close code for a message that is too large. */
const TOO_LARGE = 1009;

/** What the error codes of Node.js mean. The first pattern that fits counts. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, "nobody listens there"],
  [/^ENOTFOUND$/, "there is no such host name"],
  [/^EAI_/, "the host name could not be looked up"],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN)$/, "the host cannot be reached"],
  [/^(ECONNRESET|EPIPE)$/, "the server ended the connection"],
  [/^(EPROTO|ERR_SSL_)/, "no secure connection could be made"],
  [/CERT|SIGNATURE|^ERR_TLS/, "the server's certificate is not trusted"],
  [/^WS_ERR_UNSUPPORTED_MESSAGE_LENGTH$/, "a message is too large"],
];

/** Notes why a plain WebSocket failed. Its close event alone says only `1006`. */
export function watchWebSocket(socket: WebSocket): Reason {
  const { tell, reason } = keepFirst();
  readRefusal(socket, tell);
  socket.on("error", (error) => tell(meaningOf(error)));
  socket.on("close", (code, text) => {
    if (code === TOO_LARGE && text.length === 0) tell(tooLarge(code));
  });
  return reason;
}

/** Notes why a connection by Engine.IO failed. Its errors say only which step failed. */
export function watchEngine(engine: Socket): Reason {
  const { tell, reason } = keepFirst();
  const socket: unknown = read(engine.transport, "ws");
  if (socket) readRefusal(socket as WebSocket, tell);
  engine.on("error", (error) => {
    const [description, context] = [read(error, "description"), read(error, "context")];
    // By polling the description is the HTTP status; without an answer it is 0, and the request has the error.
    if (typeof description !== "number") tell(meaningOf(read(description, "error") ?? description));
    else if (description === 0) tell(meaningOf(read(context, "statusText")));
    else tell(answerOf(description, String(read(context, "responseText") ?? "")));
  });
  engine.on("close", (_reason, details) => {
    if (read(read(details, "context"), "code") === TOO_LARGE) tell(tooLarge(TOO_LARGE));
  });
  return reason;
}

/** Keeps the first reason: later ones follow from it. */
function keepFirst(): { tell(text: string): void; readonly reason: Reason } {
  let first = "";
  return {
    tell(text) {
      first = first || text;
    },
    reason: () => first,
  };
}

/** Reads the HTTP answer of a server that opens no WebSocket, then ends the attempt. */
function readRefusal(socket: WebSocket, tell: (text: string) => void): void {
  socket.on("unexpected-response", (_request, response) => {
    let body = "";
    const end = () => {
      tell(answerOf(response.statusCode ?? 0, body));
      socket.terminate();
    };
    response.setEncoding("utf8");
    response.on("data", (part: string) => {
      body += part;
      if (body.length > MAX_TEXT) end();
    });
    response.on("close", end);
  });
}

function tooLarge(code: number): string {
  return `a message is too large (closed with ${code})`;
}

function meaningOf(error: unknown): string {
  const message = messageOf(error);
  const code = String(read(error, "code") ?? "");
  const meaning = MEANINGS.find(([pattern]) => pattern.test(code))?.[1];
  return meaning ? `${meaning} (${message || code})` : message;
}

/** The text of an error. Where a name has several addresses, each has an error of its own, and the whole has no text. */
function messageOf(error: unknown): string {
  const errors = read(error, "errors");
  if (Array.isArray(errors)) return errors.map(messageOf).join(", ");
  return oneLine(String(read(error, "message") ?? ""));
}

function answerOf(status: number, body: string): string {
  const words = `the server answered ${status} ${STATUS_CODES[status] ?? ""}`.trim();
  const sentence = sentenceOf(body);
  return sentence ? `${words}: ${sentence}` : words;
}

/** What an answer says to a person: its text, or the message of Engine.IO's JSON; of a web page nothing. */
function sentenceOf(body: string): string {
  const text = oneLine(body);
  if (text.startsWith("<")) return "";
  const json = /^\{"code":\d+,"message":("(?:[^"\\]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*")\}$/.exec(text)?.[1];
  return json === undefined ? text : oneLine(String(JSON.parse(json)));
}

function oneLine(text: string): string {
  return text
    .replace(/[\s\p{C}]+/gu, " ")
    .trim()
    .slice(0, MAX_TEXT);
}

function read(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
