import { createHash, timingSafeEqual } from "node:crypto";
import type { Authorize, Permissions } from "./permission";
import { WrongSecretLimit } from "./wrong-secret-limit";

/**
 * Adds a secret to the rules of registration: a page has to present it, as `auth.secret` on Socket.IO or
 * as `?secret=` in the address it connects to.
 *
 * @param secret - The secret; `undefined` leaves the rules as they are.
 * @param maxWrongSecrets - How many wrong secrets are taken from one address at once, and again each minute.
 *   0: any number.
 */
export function withSecret(
  secret: string | undefined,
  permissions: Permissions,
  maxWrongSecrets = 0,
): Permissions {
  const { authorizeRegister, authorizeMessage } = permissions;
  if (secret === undefined) return { authorizeRegister, authorizeMessage };
  const expected = digest(secret);
  const limit = maxWrongSecrets === 0 ? undefined : new WrongSecretLimit(maxWrongSecrets);
  const authorize: Authorize = (handshake, identity, message) => {
    const { auth, query, address } = handshake;
    const given = auth.secret ?? query.secret;
    const now = performance.now();
    const wait = typeof given === "string" ? (limit?.waitOf(address, now) ?? 0) : 0;
    if (wait > 0) return `too many wrong secrets came from this address; try again in ${wait} s`;
    // Digests have one length, so that the comparison takes the same time for any secret.
    if (typeof given !== "string" || !timingSafeEqual(digest(given), expected)) {
      // Without a secret nothing was guessed.
      if (typeof given === "string") limit?.count(address, now);
      return "the secret is missing or wrong";
    }
    return authorizeRegister ? authorizeRegister(handshake, identity, message) : true;
  };
  return { authorizeRegister: authorize, authorizeMessage };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
