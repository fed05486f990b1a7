import type { AddressInfo } from "node:net";
import { type Request, Router } from "express";
import { renderSVG } from "uqr";
import { networkUrls } from "./network-urls";

/** The longest address that a QR code is made of: longer ones give codes that phones cannot read from a screen. */
const MAX_ADDRESS = 300;
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;

/**
 * What the demo pages need to bring a phone in: `/` tells the addresses of this machine on its network, `/qr.svg?to=…`
 * draws an address.
 *
 * @param listening - Where the service listens; `null` while it does not.
 */
export function createPairing(listening: () => AddressInfo | null): Router {
  const router = Router();
  router.get("/", (request, response) => {
    const address = listening();
    // Only those at this machine need them, and behind a proxy they are nobody else's business.
    const urls = address && isFromHere(request) ? networkUrls(address) : [];
    response.set("Cache-Control", "no-store").json({ urls });
  });
  router.get("/qr.svg", (request, response) => {
    const { to } = request.query;
    if (typeof to !== "string" || !/^https?:\/\//.test(to) || to.length > MAX_ADDRESS) {
      response
        .status(400)
        .type("text/plain")
        .send(`to must be an http address of at most ${MAX_ADDRESS} characters\n`);
      return;
    }
    response
      .set("Cache-Control", "max-age=86400")
      .type("image/svg+xml")
      .send(renderSVG(to, { border: 2 }));
  });
  return router;
}

function isFromHere({ headers, socket }: Request): boolean {
  const isForwarded = headers["x-forwarded-for"] ?? headers.forwarded ?? headers.via;
  return (
    isForwarded === undefined &&
    LOOPBACK_HOST.test(headers.host ?? "") &&
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "")
  );
}
