import { isIP } from "node:net";
import { hostname } from "node:os";

/**
 * By which names a server may be addressed: a list, `"*"` for any, or `"auto"`. With `"auto"` a standalone service that
 * listens on the loopback answers to the names of the loopback; one that listens elsewhere answers to IP addresses,
 * `localhost`, names that end in `.local`, and the names of its machine; an attached jQluster answers to any name.
 */
export type AllowHost = "auto" | "*" | readonly string[];

/** The names that a server answers to. */
export interface HostNames {
  /** In words, for those who used another one. */
  readonly shown: string;
  /** @param name - In lower case, without a port. */
  has(name: string): boolean;
}

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
/** What a foreign site cannot let its own names end in: they are not looked up in the public DNS. */
const LOCAL_ENDING = /\.(local|localhost)$/;

/** The names of a list. */
export function listedNames(names: readonly string[]): HostNames {
  const present = new Set(names.map(lowerCase));
  return { shown: [...present].join(", "), has: (name) => present.has(name) };
}

/**
 * The names that a service answers to.
 *
 * @param listeningOn - The address or name that it listens on; a path where it listens on a pipe, which no browser can reach.
 * @param machine - What the machine is called.
 * @returns `"*"`: any name.
 */
export function namesAnsweredTo(
  allowHost: AllowHost,
  listeningOn: string,
  machine = hostname(),
): "*" | HostNames {
  if (allowHost === "*") return "*";
  const added = allowHost === "auto" ? [] : allowHost;
  const own = listeningOn.includes(":") ? `[${listeningOn}]` : listeningOn;
  if (isPath(listeningOn)) return allowHost === "auto" ? "*" : listedNames(["localhost", ...added]);
  if (isLoopback(listeningOn)) return listedNames([...LOOPBACK_NAMES, own, ...added]);
  const [shortName = machine] = machine.split(".");
  const listed = listedNames(["localhost", machine, shortName, ...(isAddress(own) ? [] : [own]), ...added]);
  return {
    shown: `${listed.shown}, IP addresses, *.local`,
    // A page at an address came from there: no name was made to point to it.
    has: (name) => listed.has(name) || isAddress(name) || LOCAL_ENDING.test(name),
  };
}

/**
 * Whether a request is addressed to one of these names. A foreign page whose name was made to point to this
 * machine is of the same origin as what it addresses, so nothing but the name tells it apart.
 *
 * @param host - The `Host` header; programs of old may send none.
 */
export function hostAllowed(host: string | undefined, names: "*" | HostNames): boolean {
  return host === undefined || names === "*" || names.has(nameOf(host));
}

/** What a person reads whose request was addressed to another name. */
export function wrongHostText(host: string | undefined, names: HostNames): string {
  const shown = nameOf(host ?? "")
    .replace(/[^\w.:[\]-]/g, "?")
    .slice(0, 80);
  return `This server answers to the names ${names.shown}, not to ${shown}. To let it be used as ${shown}, start it with --allow-host ${shown}`;
}

/** The host without its port and the dot that may end a full name. */
function nameOf(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

function isAddress(name: string): boolean {
  return isIP(name) === 4 || (/^\[.*\]$/.test(name) && isIP(name.slice(1, -1)) === 6);
}

function isLoopback(address: string): boolean {
  return address === "localhost" || address === "::1" || /^127\./.test(address);
}

/** Whether this is where a pipe is, and no host. */
function isPath(address: string): boolean {
  return /[/\\]/.test(address);
}

function lowerCase(name: string): string {
  return name.toLowerCase();
}
