/**
 * Which pages may connect: `"same-origin"`, or a list of origins such as `"https://example.org"`, or `"*"` for all.
 * Requests without an `Origin` header come from programs, not pages, and pass.
 */
export type AllowOrigin = "same-origin" | "*" | readonly string[];

/** The headers that say where a request comes from and where it was sent. */
export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
}

/** Whether a page of this origin may connect. */
export function originAllowed(headers: OriginHeaders, allowed: AllowOrigin): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowed === "*") return true;
  if (allowed !== "same-origin" && allowed.includes(origin)) return true;
  return host !== undefined && hostOf(origin) === host.toLowerCase();
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
