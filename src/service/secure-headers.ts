import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import helmet from "helmet";

/** A host as browsers send it: nothing in it can end the directive that it stands in. */
const PLAIN_HOST = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i;

/**
 * Security headers for the demo pages. The Content-Security-Policy lets a page run scripts of this server alone and
 * connect to this server alone: the client needs no more, and what another page sends cannot become a script.
 */
export function secureHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        // Older Safari does not count WebSocket of the same host as 'self'.
        connectSrc: ["'self'", (request) => webSocketsOf(request)],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // The service speaks HTTP. A TLS proxy before it decides on this header for the whole host.
    strictTransportSecurity: false,
    // Browsers heed these only over HTTPS, and complain of them over HTTP.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  });
}

/** The script that pages of other sites include is meant for them. */
export const loadableFromAnywhere: RequestHandler = (_request, response, next) => {
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  next();
};

function webSocketsOf({ headers: { host = "" } }: IncomingMessage): string {
  return PLAIN_HOST.test(host) ? `ws://${host} wss://${host}` : "'none'";
}
