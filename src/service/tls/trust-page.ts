import type { X509Certificate } from "node:crypto";
import { Router } from "express";
import type { Tls } from ".";

/** `trust` tells how to trust a certificate that the service made, `authority.crt` is what to trust. */
export function trustPages({ authority }: Pick<Tls, "authority">): Router {
  const pages = Router();
  pages.get("/trust", (_request, response, next) => {
    const trusted = authority();
    if (trusted) response.type("html").send(trustPage(trusted));
    else next();
  });
  pages.get("/authority.crt", (_request, response, next) => {
    const trusted = authority();
    if (trusted) response.type("application/x-x509-ca-cert").send(trusted.raw);
    else next();
  });
  return pages;
}

/** The page that says how a device is brought to trust the certificates of this machine. */
function trustPage(authority: X509Certificate): string {
  const name = escaped(authority.subject.replace(/^CN=/, ""));
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Trust this computer</title>
    <link rel="icon" href="shared/logo.svg" type="image/svg+xml">
    <link rel="stylesheet" href="folder/list.css">
  </head>
  <body>
    <main class="page prose">
      <h1>Trust this computer</h1>
      <p>Browsers warn of this address, because the certificate was made on the computer itself. You can go on past the
        warning each time. Or let this device trust the computer once: then there is no warning, and sensors, wake lock,
        clipboard and full screen work as on any site.</p>
      <p><a class="download" href="authority.crt" download="jqluster.crt">Download the certificate</a></p>
      <p>Its name is <b>${name}</b>. Its SHA-256 fingerprint, which the computer prints as well when it starts, is</p>
      <p class="address">${authority.fingerprint256.replaceAll(":", ":<wbr>")}</p>
      <h2>iPhone and iPad</h2>
      <ol>
        <li>Open this page in Safari, and download the certificate.</li>
        <li>Settings, General, VPN &amp; Device Management: install ${name}.</li>
        <li>Settings, General, About, Certificate Trust Settings: switch ${name} on.</li>
      </ol>
      <h2>Android</h2>
      <ol>
        <li>Download the certificate.</li>
        <li>Settings, Security, More security settings, Encryption &amp; credentials, Install a certificate, CA
          certificate: choose the file.</li>
        <li>In Firefox for Android, also: Settings, About, tap the logo five times; then Settings, Secret settings, Use
          third party CA certificates.</li>
      </ol>
      <h2>Windows</h2>
      <p>Open the file, Install Certificate, Current User, and choose the store Trusted Root Certification
        Authorities.</p>
      <h2>macOS</h2>
      <p>Open the file in Keychain Access, open ${name} there, and set Trust to Always Trust.</p>
      <h2>Linux</h2>
      <p>Chromium: Settings, Privacy and security, Security, Manage certificates, and import the file as trusted. For the
        whole Debian system: copy it to <code>/usr/local/share/ca-certificates/</code> and run
        <code>update-ca-certificates</code>.</p>
      <h2>Firefox</h2>
      <p>Settings, Privacy &amp; Security, Certificates, View Certificates, Authorities, Import; then tick that it may
        identify websites.</p>
      <h2>What you trust by that</h2>
      <p>Whoever has the key of this certificate can pass for addresses of local networks, names under
        <code>.local</code> and this computer’s own names, and for no site of the internet. The key is on this computer,
        in the folder <code>.jqluster</code> of the user who started the service. Remove the certificate from the device
        when you do not need it any more.</p>
    </main>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
