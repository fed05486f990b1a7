import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Server } from "node:https";
import type { AllowHost } from "../../admission";
import { certificateFolder, type OwnCertificate, ownCertificate, ownNames } from "./own-certificate";

/** The options that decide about HTTPS. */
export interface TlsOptions {
  readonly tls: boolean;
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly host: string;
  readonly allowHost: AllowHost;
}

/** HTTPS for a service. */
export interface Tls {
  /**
   * Gives the server its key and certificate.
   *
   * @throws Error that names the option whose file does not fit, or the folder that cannot be written.
   */
  secure(server: Server): Promise<void>;
  /** The authority that devices have to trust; `undefined` where the certificate was given. */
  authority(): X509Certificate | undefined;
}

/**
 * Whether a service speaks HTTPS.
 *
 * @throws TypeError when one of `tlsCert` and `tlsKey` is missing.
 */
export function usesTls({ tls, tlsCert, tlsKey }: TlsOptions): boolean {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [given, missing] =
      tlsCert === undefined ? ["--tls-key", "--tls-cert"] : ["--tls-cert", "--tls-key"];
    throw new TypeError(`${given} needs ${missing} beside it: a key and its certificate belong together`);
  }
  return tls || tlsCert !== undefined;
}

/**
 * The SHA-256 fingerprint of the authority that devices are to trust, which is made when it is not there yet.
 *
 * @returns `undefined` where no certificate is made.
 */
export async function authorityFingerprint(options: TlsOptions): Promise<string | undefined> {
  if (!usesTls(options) || options.tlsCert !== undefined) return undefined;
  return new X509Certificate((await ownCertificateFor(options)).authority).fingerprint256;
}

/** HTTPS by a certificate that is given, or by one that the service makes for itself and keeps. */
export function createTls(options: TlsOptions): Tls {
  const { tlsCert, tlsKey } = options;
  let own: OwnCertificate | undefined;
  return {
    authority: () => own && new X509Certificate(own.authority),
    async secure(server) {
      if (tlsCert !== undefined && tlsKey !== undefined) {
        useGiven(server, tlsCert, tlsKey);
        return;
      }
      own = await ownCertificateFor(options);
      server.setSecureContext(own);
    },
  };
}

function ownCertificateFor({ host, allowHost }: TlsOptions): Promise<OwnCertificate> {
  return ownCertificate(certificateFolder(), ownNames(host, allowHost));
}

function useGiven(server: Server, tlsCert: string, tlsKey: string): void {
  const [cert, key] = [readFileSync(tlsCert), readFileSync(tlsKey)];
  try {
    server.setSecureContext({ cert, key });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `--tls-cert ${tlsCert} and --tls-key ${tlsKey} are no certificate and its key: ${reason}`,
    );
  }
}
