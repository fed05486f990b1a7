/**
 * Which pages may connect beside those of the server's own origin: `"same-origin"` for none, `"*"` for all, a list, or a
 * function that decides for an origin, as the `Origin` header has it. What the function throws is logged, and refuses.
 *
 * A list has origins such as `"https://example.org"` or `"capacitor://localhost"`; `*` may stand for the first label of
 * the name, as in `"https://*.example.org"`; `"null"` stands for pages that have no origin, such as those of files.
 * Requests without an `Origin` header come from programs, not pages, and pass.
 *
 * @example
 * allowOrigin: (origin) => customers.has(origin)
 */
export type AllowOrigin = "same-origin" | "*" | readonly string[] | ((origin: string) => boolean);

/** The headers that say where a request comes from and where it was sent. */
export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly "sec-fetch-site"?: string | string[] | undefined;
}

const ANY_LABEL = "://*.";

/** Whether a page of this origin may connect. */
export function originAllowed(headers: OriginHeaders, allowed: AllowOrigin): boolean {
  const { origin, host } = headers;
  if (allowed === "*") return true;
  // Browsers send no Origin where a foreign page asks for an image or a script, but they say that it is foreign.
  if (origin === undefined) return !isForeign(headers["sec-fetch-site"]);
  if (host !== undefined && isSameHost(origin, host)) return true;
  if (allowed === "same-origin") return false;
  // Anything but true refuses, whatever a caller without a type checker gave.
  if (typeof allowed === "function") return allowed(origin) === true;
  return allowed.some((pattern) => matches(origin, pattern));
}

/** Whether a text can stand in a list of origins: what browsers never send would match nothing, and nobody would know why. */
export function isOriginPattern(text: string): boolean {
  if (text === "null") return true;
  const name = text.replace(ANY_LABEL, "://any.");
  if (!/^[a-z][a-z\d+.-]*:\/\/[a-z\d._-]+(:\d+)?$|^https?:\/\/\[[\da-f:.]+\](:\d+)?$/.test(name))
    return false;
  if (!URL.canParse(name)) return false;
  const { origin, protocol, host } = new URL(name);
  // Of schemes that it does not know, URL gives no origin.
  return origin === name || (origin === "null" && `${protocol}//${host}` === name);
}

function matches(origin: string, pattern: string): boolean {
  if (!pattern.includes(ANY_LABEL)) return origin === pattern;
  const [scheme = "", rest = ""] = pattern.split(ANY_LABEL);
  const start = `${scheme}://`;
  const end = `.${rest}`;
  if (!origin.startsWith(start) || !origin.endsWith(end)) return false;
  return /^[a-z\d_-]+$/.test(origin.slice(start.length, -end.length));
}

function isForeign(fetchSite: string | string[] | undefined): boolean {
  return fetchSite === "cross-site" || fetchSite === "same-site";
}

/** The scheme is left out: behind a proxy that ends TLS the server does not know its own. */
function isSameHost(origin: string, host: string): boolean {
  // Pages of other schemes, such as those of apps and extensions, come from no server.
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return originHost !== "" && URL.canParse(own) && new URL(own).host === originHost;
}
