import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findTool, TEST_TOOLS } from "../../scripts/test-tools.cjs";
import { collectProblems } from "../support/browser";
import { makeCertificate } from "../support/certificate";
import { type RunningCommand, runCommand, startCommand } from "../support/command";
import { makeFolder, pageOf } from "../support/folder";
import { openTrusting, TRUSTING } from "../support/trusting-page";
import { until } from "../support/until";
import { connectSocketIo, connectWebSocket, registered } from "../support/wire-client";

/** What pages have in a secure context alone, each as an expression that is true there. */
const THERE = `[isSecureContext, "wakeLock" in navigator, "clipboard" in navigator, "serviceWorker" in navigator,
  "DeviceOrientationEvent" in window, "DeviceMotionEvent" in window]`;

/** The home folder of the user who starts the service. */
let home: string;
let folder: ReturnType<typeof makeFolder>;
let running: RunningCommand | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "jqluster-home-"));
  folder = makeFolder({ "tv.html": pageOf("TV"), "phone.html": pageOf("Phone") });
});
afterEach(async () => {
  running?.process.kill("SIGKILL");
  await running?.outcome;
  running = undefined;
  folder.remove();
  rmSync(home, { recursive: true });
});

function start(...args: readonly string[]): Promise<string> {
  running = startCommand([folder.root, "--port", "0", ...args], { HOME: home });
  return running.url;
}

async function stop(): Promise<void> {
  running?.process.kill("SIGTERM");
  expect(await running?.outcome).toMatchObject({ code: 0, stderr: "" });
}

const kept = (name: string) =>
  readFileSync(
    join(home, ".jqluster", readdirSync(join(home, ".jqluster")).find((file) => file.startsWith(name)) ?? ""),
    "utf8",
  );
const authority = () => new X509Certificate(kept("authority"));

/** Asks by HTTPS, trusting a certificate and nothing else. */
function ask(url: string, ca: string): Promise<{ readonly body: Buffer; readonly certificate: string }> {
  return new Promise((resolve, reject) => {
    get(url, { ca, agent: false }, (response) => {
      const socket = response.socket as import("node:tls").TLSSocket;
      const certificate = socket.getPeerX509Certificate()?.fingerprint256 ?? "";
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ body: Buffer.concat(chunks), certificate }));
    }).on("error", reject);
  });
}

it("serves by HTTPS with a certificate that devices can trust once, kept between runs", async () => {
  const url = await start("--tls");
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/$/);
  const first = await ask(`${url}tv`, authority().toString());
  expect(first.body.toString()).toContain("<title>TV</title>");
  const { body: trust } = await ask(`${url}jqluster/trust`, authority().toString());
  const { body: download } = await ask(`${url}jqluster/authority.crt`, authority().toString());
  expect(download.equals(authority().raw)).toBe(true);
  expect(trust.toString().replaceAll("<wbr>", "")).toContain(authority().fingerprint256);
  expect(running?.printed()).toContain(`${url}jqluster/trust`);
  expect(running?.printed()).toContain(authority().fingerprint256);
  await expect(ask(url, makeCertificate().cert)).rejects.toThrow();
  await stop();
  const again = await start("--tls");
  expect((await ask(again, authority().toString())).certificate).toBe(first.certificate);
});

it.each([[[]], [["--allow-host", "shows.example"]]])(
  "keeps what programs are to trust in a file that the documents name, with %j",
  async (args) => {
    await start("--tls", ...args);
    const [file] = readdirSync(join(home, ".jqluster")).filter((name) => name.startsWith("authority"));
    const text = readFileSync(join(__dirname, "../../docs/client.md"), "utf8");
    const named = [...text.matchAll(/`[^`]*\/\.jqluster\/([^`]*)`/g)].map(([, name = ""]) => name);
    const pattern = named.map((name) => name.replace(/…/, "[0-9a-f]{12}").replace(".", "\\.")).join("|");
    expect(file).toMatch(new RegExp(`^(${pattern})$`));
  },
);

it("keeps its keys from other users", async () => {
  await start("--tls");
  const place = join(home, ".jqluster");
  const modes = [place, ...readdirSync(place).map((file) => join(place, file))].map(
    (path) => statSync(path).mode & 0o777,
  );
  expect(modes).toEqual([0o700, 0o600, 0o600]);
});

it("makes a new certificate for new names, of the same authority, and anew what was damaged", async () => {
  await start("--tls");
  const before = kept("authority");
  await stop();
  const named = await start("--tls", "--allow-host", "tv.local");
  expect((await ask(named, authority().toString())).body.toString()).toContain("/tv");
  expect(kept("authority")).toBe(before);
  expect(new X509Certificate(kept("server")).checkHost("tv.local")).toBe("tv.local");
  await stop();
  const place = join(home, ".jqluster");
  for (const file of readdirSync(place)) writeFileSync(join(place, file), "damaged");
  const anew = await start("--tls");
  expect((await ask(anew, authority().toString())).body.toString()).toContain("/tv");
});

it("takes an authority that can vouch for local networks alone", async () => {
  await start("--tls");
  const openssl = findTool(TEST_TOOLS.openssl) ?? "";
  const place = join(home, ".jqluster");
  const [file = ""] = readdirSync(place).filter((name) => name.startsWith("authority"));
  // Signs a certificate for a site of the internet by hand, as a thief of the key would.
  const run = (...args: string[]) => execFileSync(openssl, args, { cwd: place, stdio: "pipe" }).toString();
  run("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "r", "-subj", "/CN=x");
  writeFileSync(join(place, "ext"), "subjectAltName=DNS:example.org");
  const sign = [
    "x509",
    "-req",
    "-in",
    "r",
    "-CA",
    file,
    "-CAkey",
    file,
    "-CAcreateserial",
    "-extfile",
    "ext",
  ];
  run(...sign, "-out", "c");
  expect(() => run("verify", "-CAfile", file, "c")).toThrow(/permitted subtree violation/);
  writeFileSync(join(place, "ext"), "subjectAltName=DNS:tv.local,IP:192.168.1.5");
  run(...sign, "-out", "c");
  expect(run("verify", "-CAfile", file, "c")).toBe("c: OK\n");
});

it.each([["1"], ["3"]])("connects pages on every transport, with %s workers", async (workers) => {
  const url = await start("--tls", "--workers", workers);
  const ca = authority().toString();
  const tv = await registered(await connectWebSocket(`${url.replace("http", "ws")}jqluster`, { ca }), "TV");
  for (const transports of [["polling"], ["websocket"], ["polling", "websocket"], ["polling", "websocket"]]) {
    const client = await connectSocketIo(url, transports as ["polling"], { ca });
    const page = await registered(client, "Phone");
    // The connection of the upgrade may reach another worker than the one that has the session.
    await until(() => client.transport() === transports.at(-1));
    page.send({ message_type: "x", message_id: "1", from: "Phone", to: "TV", body: transports });
    expect((await tv.next()).body).toEqual(transports);
    page.close();
    await page.closed;
  }
  tv.close();
  await tv.closed;
  await stop();
});

it.each(TRUSTING)(
  "is a secure context in %s that trusts the certificate, with wake lock, sensors and wss",
  async (name) => {
    const url = await start("--tls");
    const { page, close } = await openTrusting(name, home, authority().toString());
    const problems = collectProblems(page);
    await page.addInitScript(() => {
      const { WebSocket } = window;
      const sockets: WebSocket[] = [];
      const Recorded = class extends WebSocket {
        constructor(...address: ConstructorParameters<typeof WebSocket>) {
          super(...address);
          sockets.push(this);
        }
      };
      Object.assign(window, { WebSocket: Recorded, sockets });
    });
    await page.goto(`${url}tv`);
    await page.waitForFunction('$.jqluster.state().transport === "websocket"');
    expect(await page.evaluate(THERE)).toEqual(Array(6).fill(true));
    const { host } = new URL(url);
    await page.waitForFunction("sockets.length === 2 && sockets.every(({ readyState }) => readyState === 1)");
    const addresses = await page.evaluate<string[]>(
      "sockets.map((socket) => socket.url.split('?')[0]).sort()",
    );
    expect(addresses).toEqual([`wss://${host}/jqluster/live`, `wss://${host}/socket.io/`]);
    // A page that connects in another way ends the poll that is under way.
    expect(problems.filter((problem) => !/transport=polling.*NS_BINDING_ABORTED/.test(problem))).toEqual([]);
    await close();
  },
);

it("takes a certificate and key that are given", async () => {
  const { cert, key } = makeCertificate();
  folder.write(".tls/cert.pem", cert);
  folder.write(".tls/key.pem", key);
  const files = [
    "--tls-cert",
    join(folder.root, ".tls/cert.pem"),
    "--tls-key",
    join(folder.root, ".tls/key.pem"),
  ];
  const url = await start(...files);
  const { certificate } = await ask(`${url}tv`, cert);
  expect(certificate).toBe(new X509Certificate(cert).fingerprint256);
  expect(running?.printed()).not.toContain("trust");
  expect(readdirSync(home)).toEqual([]);
});

it.each<[string, RegExp]>([
  ["--tls-cert=cert.pem", /--tls-cert needs --tls-key/],
  ["--tls-key=key.pem", /--tls-key needs --tls-cert/],
  ["--tls-cert=cert.pem --tls-key=other.pem", /--tls-cert cert.pem and --tls-key other.pem/],
  ["--tls-cert=key.pem --tls-key=key.pem", /--tls-cert key.pem and --tls-key key.pem/],
  ["--tls-cert=none.pem --tls-key=key.pem", /--tls-cert must be a file that exists, not "none.pem"/],
])("%s: an error of one line", async (args, text) => {
  const { cert, key } = makeCertificate();
  folder.write("cert.pem", cert);
  folder.write("key.pem", key);
  folder.write("other.pem", makeCertificate().key);
  const at = args.replaceAll("=", `=${folder.root}/`).split(" ");
  const { code, stdout, stderr } = await runCommand(["--port", "0", ...at], { HOME: home });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^jqluster: [^\n]+\n$/);
  expect(stderr.replaceAll(`${folder.root}/`, "")).toMatch(text);
});
