import { spawn } from "node:child_process";

/** The programs that open an address in the browser of the user. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [program: string, ...args: string[]]>> = {
  darwin: ["open"],
  // The empty text is the title of a window; without it the address would be taken for one.
  win32: ["cmd", "/c", "start", '""'],
};
const FREEDESKTOP = ["xdg-open"] as const;

/**
 * Opens an address in the browser of the user. The browser lives on when this process ends.
 *
 * @param url - An address of this service: nothing else is given to a program.
 * @param onError - Told why no browser could be started.
 */
export function openBrowser(url: string, onError: (error: Error) => void): void {
  const [program, ...args] = OPENERS[process.platform] ?? FREEDESKTOP;
  const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", onError);
  child.unref();
}
