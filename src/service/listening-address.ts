import type { AddressInfo } from "node:net";
import { networkUrls, type Scheme } from "./network-urls";

/** Where a service listens. */
export interface ListeningAddress {
  /** Empty where it listens on a socket that has a path. */
  readonly host: string;
  /** 0 where it listens on a socket that has a path. */
  readonly port: number;
  /** The path of the socket, where it listens on one. */
  readonly path?: string;
  /** The address to open in a browser; empty where it listens on a socket, which no browser opens. */
  readonly url: string;
  /** The addresses for other machines of the network, the likeliest first; none while only this machine is let in. */
  readonly networkUrls: readonly string[];
}

/** What to tell people of an address that is listened on. */
export function describeAddress(listening: AddressInfo | string, scheme: Scheme): ListeningAddress {
  if (typeof listening === "string") return { host: "", port: 0, path: listening, url: "", networkUrls: [] };
  const { address, family, port } = listening;
  const everywhere = address === "0.0.0.0" || address === "::";
  const name = everywhere ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  return {
    host: address,
    port,
    url: `${scheme}://${name}:${port}/`,
    networkUrls: networkUrls(listening, scheme),
  };
}
