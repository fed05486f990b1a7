import { createHash, createPrivateKey, X509Certificate } from "node:crypto";
import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { homedir, hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../make-folder";
import type { KeyPair } from "./issue";

/** A certificate that the service made for itself. */
export interface OwnCertificate extends KeyPair {
  /** The certificate of the authority that signed it, which devices have to trust. As PEM. */
  readonly authority: string;
}

/** How long before its end a certificate is replaced, in milliseconds. */
const RENEWAL_TIME = 30 * 86_400_000;
const PRIVATE_ADDRESS =
  /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|::1$|f[cd][\da-f]{2}:|fe[89ab][\da-f]:)/i;

/** Where certificates are kept from one run to the next. */
export function certificateFolder(): string {
  return join(homedir(), ".jqluster");
}

/** The names and addresses by which a service is opened: those of this machine, and those that its options name. */
export function ownNames(host: string, allowHost: "auto" | "*" | readonly string[]): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((infos) => infos ?? []);
  const everywhere = host === "0.0.0.0" || host === "::";
  const names = [
    "localhost",
    "127.0.0.1",
    "::1",
    ...nameOfThisMachine().flatMap((name) => [name, `${name}.local`]),
    // Addresses with a zone are of one link of one machine only.
    ...(everywhere
      ? addresses.filter(({ scopeid }) => !scopeid).map(({ address }) => address)
      : /[/\\]/.test(host)
        ? []
        : [host]),
    ...(typeof allowHost === "string" ? [] : allowHost.map((name) => name.replace(/^\[|\]$/g, ""))),
  ];
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

/**
 * A certificate for these names, from an authority of this machine's own. Both are kept in the folder. The authority
 * stays for years, so that devices trust it once; the certificate is made anew when names come or its end is near.
 *
 * @param folder - Made when it is not there. Only its owner may look into it.
 * @throws Error when the folder cannot be written.
 */
export async function ownCertificate(folder: string, names: readonly string[]): Promise<OwnCertificate> {
  makeFolder(folder, 0o700);
  chmodSync(folder, 0o700);
  const authority = await keptOrMade(
    join(folder, `authority${suffixFor(names)}.pem`),
    () => true,
    (issue) => issue.makeAuthority(hostname(), [...names.filter(isPublic), ...nameOfThisMachine()]),
  );
  const issuer = new X509Certificate(authority.cert);
  const server = await keptOrMade(
    join(folder, `server${suffixFor(names)}.pem`),
    (certificate) => certificate.verify(issuer.publicKey) && names.every((name) => isFor(certificate, name)),
    (issue) => issue.makeServerCertificate(authority, names),
  );
  return { ...server, authority: authority.cert };
}

/** A key and certificate from a file, or new ones that are then written to it. */
async function keptOrMade(
  file: string,
  isUsable: (certificate: X509Certificate) => boolean,
  make: (issue: typeof import("./issue")) => Promise<KeyPair>,
): Promise<KeyPair> {
  const kept = readPair(file);
  if (kept) {
    const certificate = new X509Certificate(kept.cert);
    const isNearItsEnd = Date.parse(certificate.validTo) - Date.now() < RENEWAL_TIME;
    if (!isNearItsEnd && isUsable(certificate)) return kept;
  }
  // Loaded only to make certificates, which happens seldom.
  const made = await make(await import("./issue.js"));
  // Two services may start at once: each file is of one piece.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${made.key}\n${made.cert}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return made;
}

/** `undefined` for a file that is not there, or in which no pair of a key and its certificate is. */
function readPair(file: string): KeyPair | undefined {
  const [key, cert] = ["PRIVATE KEY", "CERTIFICATE"].map((label) => blockOf(readIfThere(file), label));
  if (key === undefined || cert === undefined) return undefined;
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    // It was damaged, and is made anew.
    return undefined;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function blockOf(text: string, label: string): string | undefined {
  return new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text)?.[0];
}

function isFor(certificate: X509Certificate, name: string): boolean {
  return (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
}

/** The usual authority signs private names alone. Public names get an authority of their own, which users must trust separately. */
function suffixFor(names: readonly string[]): string {
  const named = names.filter(isPublic).sort().join(" ");
  return named === "" ? "" : `-${createHash("sha256").update(named).digest("hex").slice(0, 12)}`;
}

function isPublic(name: string): boolean {
  if (isIP(name)) return !PRIVATE_ADDRESS.test(name);
  return name !== "localhost" && !name.endsWith(".local") && !nameOfThisMachine().includes(name);
}

/** Empty where a certificate cannot have the name. */
function nameOfThisMachine(): readonly string[] {
  const name = hostname().toLowerCase();
  return /^[a-z\d-]+$/.test(name) ? [name] : [];
}
