import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";

/** A key and a certificate for the loopback, signed by itself and made for this run. */
export function makeCertificate(): { readonly key: string; readonly cert: string } {
  const openssl = findTool(TEST_TOOLS.openssl);
  if (openssl === undefined) throw new Error("openssl was not found: run `node scripts/prepare-tests.mjs`");
  const folder = mkdtempSync(join(tmpdir(), "jqluster-certificate-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    execFileSync(
      openssl,
      [
        ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        ...["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
        ...["-keyout", key, "-out", cert],
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
