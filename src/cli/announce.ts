import type { Logger } from "../core";
import type { CommandOptions } from "../options/options";
import type { ListeningAddress } from "../service/service";

/**
 * Tells people where the service is: the address to open here, and, when the network is let in, the addresses to open
 * on phones, the likeliest one also as a QR code to hold a phone to.
 */
export async function announce(
  { url, networkUrls }: ListeningAddress,
  logger: Logger,
  { logFormat }: Pick<CommandOptions, "logFormat">,
): Promise<void> {
  logger("info", `jQluster is ready: open ${url}`);
  const [forPhones] = networkUrls;
  if (forPhones === undefined) return;
  logger("info", `Phones and other machines on this network open ${networkUrls.join(" or ")}`);
  // Programs that read the log have the address.
  if (logFormat === "json") return;
  // Loaded only where it is drawn.
  const { renderUnicodeCompact } = await import("uqr");
  process.stdout.write(`${renderUnicodeCompact(forPhones, { border: 2 })}\n`);
}
