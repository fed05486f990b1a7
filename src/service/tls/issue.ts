import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { AsnConvert } from "@peculiar/asn1-schema";
import { GeneralName, GeneralSubtree, GeneralSubtrees, NameConstraints } from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A private key and its certificate, both as PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const NAME_CONSTRAINTS = "2.5.29.30";
const DAY = 86_400_000;
/** Clocks of phones may be slow. */
const BEFORE = DAY;
const AUTHORITY_DAYS = 3_650;
/** Phones take no certificate that holds much longer than a year. */
const SERVER_DAYS = 365;
/** The addresses of networks that are nobody's own. */
const PRIVATE_ADDRESSES = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

cryptoProvider.set(webcrypto as Crypto);

/**
 * Makes an authority that can vouch for private addresses, `localhost`, names under `.local` and the names given, and
 * for nothing else: who has its key cannot pass for a site of the internet.
 *
 * @param label - Stands in its name, for people who look at the certificates they trust.
 * @param names - Further host names and IP addresses.
 */
export async function makeAuthority(label: string, names: readonly string[]): Promise<KeyPair> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const addresses = names.filter(isIP).map((name) => `${name}/${isIP(name) === 6 ? 128 : 32}`);
  const hosts = names.filter((name) => !isIP(name));
  const permitted = [
    ...["localhost", "local", ...hosts].map((dNSName) => new GeneralName({ dNSName })),
    ...[...PRIVATE_ADDRESSES, ...addresses].map((iPAddress) => new GeneralName({ iPAddress })),
  ].map((base) => new GeneralSubtree({ base }));
  const constraints = new NameConstraints({ permittedSubtrees: new GeneralSubtrees(permitted) });
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(AUTHORITY_DAYS),
    name: [{ CN: [`jQluster on ${label}`] }],
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      new Extension(NAME_CONSTRAINTS, true, AsnConvert.serialize(constraints)),
    ],
  });
  return { key: await pemOf(keys.privateKey), cert: certificate.toString("pem") };
}

/** Makes a certificate for a server of these names and IP addresses. */
export async function makeServerCertificate(authority: KeyPair, names: readonly string[]): Promise<KeyPair> {
  const issuer = new X509Certificate(authority.cert);
  const [authorityKey] = PemConverter.decode(authority.key);
  if (!authorityKey) throw new Error("the authority has no key");
  const signingKey = await webcrypto.subtle.importKey("pkcs8", authorityKey, ALGORITHM, false, ["sign"]);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.create({
    ...validity(SERVER_DAYS),
    subject: "CN=jQluster",
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([SERVER_AUTH]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? "ip" : "dns", value }) as const),
      ),
      await AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return { key: await pemOf(keys.privateKey), cert: certificate.toString("pem") };
}

function validity(days: number) {
  const now = Date.now();
  return {
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    notBefore: new Date(now - BEFORE),
    notAfter: new Date(now - BEFORE + days * DAY),
  };
}

async function pemOf(key: CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}
