import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Lets a page of another origin, which has been admitted, read the answers to its polls.
 *
 * @returns Whether that was all the page asked for, as browsers do before some requests.
 */
export function answerCrossOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin !== undefined) {
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Vary", "Origin");
  }
  if (request.method !== "OPTIONS") return false;
  response.writeHead(204, {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": request.headers["access-control-request-headers"] ?? "Content-Type",
    "Access-Control-Max-Age": "600",
  });
  response.end();
  return true;
}
