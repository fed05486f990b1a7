/**
 * Which pages may connect: `"same-origin"`, or a list of origins such as `"https://example.org"`, or `"*"` for all.
 * Requests without an `Origin` header come from programs, not pages, and pass.
 */
export type AllowOrigin = "same-origin" | "*" | readonly string[];

/** The headers that say where a request comes from and where it was sent. */
export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly "sec-fetch-site"?: string | string[] | undefined;
}

/** Whether a page of this origin may connect. */
export function originAllowed(headers: OriginHeaders, allowed: AllowOrigin): boolean {
  const { origin, host } = headers;
  if (allowed === "*") return true;
  // Browsers send no Origin where a foreign page asks for an image or a script, but they say that it is foreign.
  if (origin === undefined) return !isForeign(headers["sec-fetch-site"]);
  if (allowed !== "same-origin" && allowed.includes(origin)) return true;
  return host !== undefined && isSameHost(origin, host);
}

function isForeign(fetchSite: string | string[] | undefined): boolean {
  return fetchSite === "cross-site" || fetchSite === "same-site";
}

/** The scheme is left out: behind a proxy that ends TLS the server does not know its own. */
function isSameHost(origin: string, host: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host: originHost } = new URL(origin);
  const own = `${protocol}//${host}`;
  return originHost !== "" && URL.canParse(own) && new URL(own).host === originHost;
}
