/**
 * By which names a server may be addressed: a list, `"*"` for any, or `"auto"`: a standalone service that listens on
 * the loopback answers only to the names of the loopback, everything else answers to any name.
 */
export type AllowHost = "auto" | "*" | readonly string[];

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/** The names that a service answers to which listens on this address. */
export function namesAnsweredTo(allowHost: AllowHost, listeningOn: string): "*" | readonly string[] {
  if (allowHost === "*") return "*";
  const own = listeningOn.includes(":") ? `[${listeningOn}]` : listeningOn.toLowerCase();
  if (allowHost !== "auto") return [...LOOPBACK_NAMES, own, ...allowHost.map(lowerCase)];
  return isLoopback(listeningOn) ? [...LOOPBACK_NAMES, own] : "*";
}

/**
 * Whether a request is addressed to one of these names. A foreign page whose name was made to point to this
 * machine is of the same origin as what it addresses, so nothing but the name tells it apart.
 *
 * @param host - The `Host` header; programs of old may send none.
 */
export function hostAllowed(host: string | undefined, names: AllowHost): boolean {
  if (host === undefined || names === "*" || names === "auto") return true;
  return names.includes(nameOf(host));
}

/** What a person reads whose request was addressed to another name. */
export function wrongHostText(host: string | undefined, names: readonly string[]): string {
  const shown = nameOf(host ?? "")
    .replace(/[^\w.:[\]-]/g, "?")
    .slice(0, 80);
  const own = [...new Set(names)].join(", ");
  return `This server answers to the names ${own}, not to ${shown}. To let it be used as ${shown}, start it with --allow-host ${shown}`;
}

/** The host without its port and the dot that may end a full name. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\./.test(address);
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}
