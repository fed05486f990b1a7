import { IncomingMessage, type ServerResponse } from "node:http";
import { REQUEST_NUMBER } from "../../protocol";
import type { EngineConnection } from "./engine-connection";

/** A request as Engine.IO hands it to its transport. */
interface EngineRequest extends IncomingMessage {
  readonly _query: { readonly [name: string]: unknown };
  readonly res?: ServerResponse | null;
}

type Polling = EngineConnection["transport"];

/** How long a page whose poll has ended may take to say goodbye, in milliseconds. */
const GOODBYE_TIME = 500;

/** How Engine.IO says that the network connection of a poll has ended. */
const LOST_POLL = "poll connection closed prematurely";

/** How it says that it has refused what a page posted. */
const REFUSED_POSTS: ReadonlySet<string> = new Set(["payload too large", "too many chunks"]);

const handled = new WeakSet<Polling>();

/**
 * From now on handles each request of a page once, where the page polls and numbers its requests. A browser whose TCP
 * connection was lost may send a request again by itself, without telling the page, and cannot know whether it was
 * handled.
 *
 * @param connection - Of a page that is joining, by its first request, or has joined.
 */
export function handleRequestsOnce(connection: EngineConnection): void {
  const { transport } = connection;
  if (transport.name !== "polling" || handled.has(transport)) return;
  handled.add(transport);
  const handle: (request: EngineRequest) => void = transport.onRequest.bind(transport);
  let posted = 1;
  let polled = 0;
  transport.onRequest = (request: EngineRequest) => {
    const { res: response, method, _query: query } = request;
    const number = Number(query[REQUEST_NUMBER]);
    // Engine.IO on another HTTP server than that of Node has requests of another kind.
    if (!(number > 0) || !response || !(request instanceof IncomingMessage)) handle(request);
    else if (method === "POST") {
      if (number > posted) {
        request.once("end", () => {
          // Not where it was refused, since it was too large.
          if (response.statusCode === 200) posted = number;
        });
        handle(request);
      } else {
        request.resume();
        response.writeHead(200, { "Content-Type": "text/html" }).end("ok");
      }
    } else if (number > polled) {
      // Its client can come back on another connection meanwhile.
      if (polled === 0) waitForGoodbyes(transport);
      polled = number;
      handle(request);
    } else {
      // The messages in its first answer are lost: the session repeats them over another connection.
      response.writeHead(400).end();
      connection.close(true);
    }
  };
}

/**
 * From now on waits a moment for the goodbye of a page whose poll has ended, before it is taken for lost. WebKit ends the
 * requests of a page that is left before the page hears of it and can say goodbye.
 */
function waitForGoodbyes(transport: Polling): void {
  interceptErrors(transport, ({ message }, passOn) => {
    if (message === LOST_POLL) setTimeout(passOn, GOODBYE_TIME).unref();
    return message === LOST_POLL;
  });
}

/**
 * From now on closes the connection of a page that posts too much in a way that tells the page why, also at its next poll.
 * Engine.IO would end it at once.
 *
 * @param close - Closes it. @returns Whether there is a page; else Engine.IO ends the connection.
 */
export function closeWhenRefused({ transport }: EngineConnection, close: () => boolean): void {
  if (transport.name !== "polling") return;
  interceptErrors(transport, ({ message }) => REFUSED_POSTS.has(message) && close());
}

/**
 * From now on asks about each error of a transport before Engine.IO hears of it, which would end the connection.
 *
 * @param take - Told of the error, and how to pass it on later. @returns Whether it is not passed on now.
 */
function interceptErrors(transport: Polling, take: (error: Error, passOn: () => void) => boolean): void {
  const emit = transport.emit.bind(transport);
  transport.emit = (event: string | symbol, ...details: unknown[]) => {
    const [error] = details;
    const isTaken = event === "error" && error instanceof Error && take(error, () => emit(event, ...details));
    return isTaken || emit(event, ...details);
  };
}
