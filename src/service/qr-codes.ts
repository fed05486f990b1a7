import { type Request, Router } from "express";
import { renderSVG } from "uqr";

/** The longest address that a QR code is made of: longer ones give codes that phones cannot read from a screen. */
const MAX_ADDRESS = 300;
const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i;
const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;

/**
 * What the demo pages need to bring a phone in: `/` tells the addresses of this machine on its network, `/qr.svg?to=…`
 * draws an address.
 *
 * @param networkUrls - The addresses of this machine on its network, the likeliest first.
 */
export function createQrCodes(networkUrls: () => readonly string[]): Router {
  const router = Router();
  router.get("/", (request, response) => {
    // Only users of this machine need them. Behind a proxy they are not shown, since requests of others look local.
    const urls = isFromHere(request) ? networkUrls() : [];
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
