import { spawn } from "node:child_process";
import type { Logger } from "../core";
import type { CommandOptions } from "../options/options";
import type { ListeningAddress } from "../service/listening-address";
import { authorityFingerprint } from "../service/tls";

/** The programs that open an address in the browser of the user. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>> = {
  darwin: ["open"],
  // The empty text is the title of a window; without it the address would be taken for one.
  win32: ["cmd", "/c", "start", '""'],
};
const FREEDESKTOP = ["xdg-open"] as const;

/**
 * Tells people where the service is: the address to open here, and, when the network is let in, the addresses to open
 * on phones, the likeliest one also as a QR code to hold a phone to. This is printed whatever the log shows; for programs
 * that read the log as JSON, it is of the log.
 */
export async function announce(
  { url, path, networkUrls }: ListeningAddress,
  logger: Logger,
  options: CommandOptions,
): Promise<void> {
  const { logFormat, open } = options;
  const tell = (line: string) => {
    if (logFormat === "json") logger("info", line);
    else process.stdout.write(`${line}\n`);
  };
  if (path !== undefined) {
    tell(`jQluster is ready: it listens on ${path}`);
    if (open)
      logger(
        "warn",
        "No browser can be opened: only programs of this machine reach a socket that has a path",
      );
    return;
  }
  tell(`jQluster is ready: open ${url}`);
  const fingerprint = await authorityFingerprint(options);
  if (fingerprint !== undefined) {
    tell(`Browsers warn of its certificate until you trust it: ${url}jqluster/trust says how`);
    tell(`The fingerprint of what is to be trusted is ${fingerprint}`);
  }
  if (open) openBrowser(url, (error) => logger("warn", `No browser could be opened: ${error.message}`));
  const [forPhones] = networkUrls;
  if (forPhones === undefined) return;
  tell(`Phones and other machines on this network open ${networkUrls.join(" or ")}`);
  // Programs that read the log have the address.
  if (logFormat === "json") return;
  // Loaded only where it is drawn.
  const { renderUnicodeCompact } = await import("uqr");
  process.stdout.write(`${renderUnicodeCompact(forPhones, { border: 2 })}\n`);
}

/**
 * Opens an address in the browser of the user. The browser lives on when this process ends.
 *
 * @param url - An address of this service: nothing else is given to a program.
 * @param onError - Told why no browser could be started.
 */
function openBrowser(url: string, onError: (error: Error) => void): void {
  const [program, ...args] = OPENERS[process.platform] ?? FREEDESKTOP;
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", onError);
  child.unref();
}
