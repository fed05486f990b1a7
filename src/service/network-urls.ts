import type { AddressInfo } from "node:net";
import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** Cables and radios come first, what virtual machines and containers use comes last. */
const LIKELY = /^(en|eth|wl|wi-?fi|ethernet)/i;
const UNLIKELY = /^(docker|br-|veth|virbr|vmnet|vbox|vEthernet|utun|tun|tap)/i;

/**
 * The addresses under which others on the network reach a server, the likeliest first.
 *
 * @param listening - What the server's `address()` gives.
 * @param interfaces - Default: those of this machine.
 * @returns Empty for a server that only this machine reaches.
 * @example
 * networkUrls({ address: "0.0.0.0", family: "IPv4", port: 3000 }); // ["http://192.168.1.5:3000/"]
 */
export function networkUrls(
  { address, family, port }: AddressInfo,
  interfaces: Interfaces = networkInterfaces(),
): string[] {
  if (/^(127\.|::1$)/.test(address)) return [];
  if (address !== "0.0.0.0" && address !== "::") return [urlOf(address, family, port)];
  return Object.entries(interfaces)
    .sort(([one], [other]) => rank(one) - rank(other))
    .flatMap(([, infos]) => infos ?? [])
    .filter((info) => info.family === "IPv4" && !info.internal && !info.address.startsWith("169.254."))
    .map((info) => urlOf(info.address, info.family, port));
}

function urlOf(address: string, family: string, port: number): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}/`;
}

function rank(name: string): number {
  if (LIKELY.test(name)) return 0;
  return UNLIKELY.test(name) ? 2 : 1;
}
