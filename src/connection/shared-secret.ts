import { createHash, timingSafeEqual } from "node:crypto";
import type { Authorize, Permissions } from "./permission";

/**
 * Adds a secret to the rules of registration: a page has to present it, as `auth.secret` on Socket.IO or
 * as `?secret=` in the address it connects to.
 *
 * @param secret - The secret; `undefined` leaves the rules as they are.
 */
export function withSecret(secret: string | undefined, permissions: Permissions): Permissions {
  const { authorizeRegister, authorizeMessage } = permissions;
  if (secret === undefined) return { authorizeRegister, authorizeMessage };
  const expected = digest(secret);
  const authorize: Authorize = (handshake, identity, message) => {
    const given = handshake.auth.secret ?? handshake.query.secret;
    // Digests are of one length, so that comparing takes as long whatever is given.
    if (typeof given !== "string" || !timingSafeEqual(digest(given), expected)) {
      return "the secret is missing or wrong";
    }
    return authorizeRegister ? authorizeRegister(handshake, identity, message) : true;
  };
  return { authorizeRegister: authorize, authorizeMessage };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
