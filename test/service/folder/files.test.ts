import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { isPlainName } from "../../../src/service/folder/find-file";
import { type ServedTestFolder, serveTestFolder } from "../../support/folder";
import { rawGet } from "../../support/raw-get";

const FILES = {
  "index.html": "<title>home</title>",
  "tv.html": "<title>tv</title>",
  "both.html": "<title>page of both</title>",
  "both/inner.html": "<title>inner</title>",
  "app.js": "1;",
  "app.mjs": "2;",
  "style.css": "p {}",
  "film.mp4": Buffer.from("0123456789"),
  "data.json": "{}",
  "letter ä %41.txt": "an odd name",
  ".env": "SECRET",
  ".git/config": "SECRET",
  "deep/.hidden/x.html": "SECRET",
  "wing/index.html": "<title>wing</title>",
  "bare/one.html": "<title>one</title>",
  "empty.html": "",
};

let folder: ServedTestFolder;

beforeEach(async () => {
  folder = await serveTestFolder(FILES);
  writeFileSync(join(folder.outside, "outside.html"), "SECRET");
});
afterEach(() => folder.close());

const ask = (path: string, method?: string) => rawGet(folder.url, path, method);

it.each([
  ["/", "text/html; charset=utf-8", "home"],
  ["/index.html", "text/html; charset=utf-8", "home"],
  ["/tv", "text/html; charset=utf-8", "tv"],
  ["/tv.html", "text/html; charset=utf-8", "tv"],
  ["/tv?room=blue", "text/html; charset=utf-8", "tv"],
  ["/both", "text/html; charset=utf-8", "page of both"],
  ["/both/inner", "text/html; charset=utf-8", "inner"],
  ["/wing/", "text/html; charset=utf-8", "wing"],
  ["/app.js", "text/javascript; charset=utf-8", "1;"],
  ["/app.mjs", "text/javascript; charset=utf-8", "2;"],
  ["/style.css", "text/css; charset=utf-8", "p {}"],
  ["/film.mp4", "video/mp4", "0123456789"],
  ["/data.json", "application/json; charset=utf-8", "{}"],
  ["/letter%20%C3%A4%20%2541.txt", "text/plain; charset=utf-8", "an odd name"],
  ["/%74v", "text/html; charset=utf-8", "tv"],
])("%s is %s", async (path, type, content) => {
  const answer = await ask(path);
  expect(answer).toMatchObject({ status: 200, type, body: expect.stringContaining(content) });
  expect(answer.headers).toMatchObject({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
});

it("leads to the slash at the end of a folder, within this site", async () => {
  expect(await ask("/wing?x=1")).toMatchObject({ status: 302, headers: { location: "wing/" } });
  expect(await ask("//wing")).toMatchObject({ status: 404 });
});

it.each([
  "/../outside.html",
  "/..%2foutside.html",
  "/%2e%2e/outside.html",
  "/%2e%2e%2foutside.html",
  "/%252e%252e%252foutside.html",
  "/wing/../../outside.html",
  "/..\\outside.html",
  "/..%5coutside.html",
  "//outside.html",
  "/wing//index.html",
  "/./tv.html",
  "/.env",
  "/%2eenv",
  "/.git/config",
  "/.git/",
  "/deep/.hidden/x.html",
  "/deep/.hidden/x",
  "/tv.html%00.txt",
  "/tv.html/",
  "/tv/",
  "/tv.html/more",
  "/nothing",
  "/con",
  "/etc/passwd",
])("%s is not there", async (path) => {
  const { status, body } = await ask(path);
  expect(status).toBe(404);
  expect(body).toBe("Not found\n");
});

it("does not find what no disk could have", async () => {
  for (const path of [`/${"a".repeat(5_000)}`, `/${"a/".repeat(3_000)}`]) {
    expect(await ask(path)).toMatchObject({ status: 404, body: "Not found\n" });
  }
});

it("does not find what lies outside by the full path of the machine", async () => {
  for (const path of [`/${folder.outside}/outside.html`, `${folder.outside}/outside.html`]) {
    expect(await ask(path)).toMatchObject({ status: 404, body: "Not found\n" });
  }
});

it.each(["/%", "/%E0%A4%A", "/%ff", "/tv%"])("%s is malformed", async (path) => {
  expect(await ask(path)).toMatchObject({ status: 400, body: "Bad request\n" });
});

it("follows links that stay in the folder, and no others", async () => {
  const link = (target: string, name: string) => symlinkSync(target, join(folder.root, name));
  link("tv.html", "inner.html");
  link("wing", "inner-folder");
  link("../outside.html", "outer.html");
  link("..", "outer-folder");
  link("/etc/passwd", "absolute.txt");
  link(".env", "hidden.txt");
  link("loop", "loop");
  link("missing.html", "dangling.html");
  expect(await ask("/inner")).toMatchObject({ status: 200, body: expect.stringContaining("tv") });
  expect(await ask("/inner-folder/")).toMatchObject({ status: 200, body: expect.stringContaining("wing") });
  for (const path of ["/outer", "/outer-folder/outside.html", "/outer-folder/", "/absolute.txt"]) {
    expect(await ask(path)).toMatchObject({ status: 404 });
  }
  for (const path of ["/hidden.txt", "/loop", "/dangling.html"]) {
    expect(await ask(path)).toMatchObject({ status: 404 });
  }
});

it("serves a folder that is itself a link, or below a hidden one", async () => {
  await folder.close();
  folder = await serveTestFolder({ ".site/real/page.html": "<title>real</title>" });
  const link = join(folder.outside, "link");
  symlinkSync(join(folder.root, ".site", "real"), link);
  const linked = await serveTestFolder({}, { folder: link });
  const answer = await rawGet(linked.url, "/page");
  await linked.close();
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining("real") });
});

it("does not wait for what is no file", async () => {
  execFileSync("mkfifo", [join(folder.root, "pipe.txt")]);
  expect(await ask("/pipe.txt")).toMatchObject({ status: 404 });
  expect(await ask("/")).toMatchObject({ status: 200 });
});

it.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s is not allowed", async (method) => {
  const { status, headers } = await ask("/tv", method);
  expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET, HEAD" });
});

it("answers HEAD with the headers alone", async () => {
  const { status, headers, body } = await ask("/film.mp4", "HEAD");
  expect({ status, length: headers["content-length"], body }).toEqual({
    status: 200,
    length: "10",
    body: "",
  });
});

it.each([
  ["bytes=2-4", 206, "bytes 2-4/10", "234"],
  ["bytes=7-", 206, "bytes 7-9/10", "789"],
  ["bytes=-3", 206, "bytes 7-9/10", "789"],
  ["bytes=0-99999999999999999999", 206, "bytes 0-9/10", "0123456789"],
  ["bytes=10-", 416, "bytes */10", "The file has no such range\n"],
  ["bytes=99999999999999999999-", 416, "bytes */10", "The file has no such range\n"],
  ["bytes=nonsense", 200, null, "0123456789"],
  ["lines=1-2", 200, null, "0123456789"],
])("answers the range %s with %s", async (range, status, contentRange, body) => {
  const answer = await fetch(new URL("film.mp4", folder.url), { headers: { Range: range } });
  const found = [answer.status, answer.headers.get("content-range"), await answer.text()];
  expect(found).toEqual([status, contentRange, body]);
});

it("does not answer a thousand ranges with a thousand parts", async () => {
  const ranges = Array.from({ length: 1_000 }, (_, index) => `${index % 5}-9`).join(",");
  const answer = await fetch(new URL("film.mp4", folder.url), { headers: { Range: `bytes=${ranges}` } });
  expect(Number(answer.headers.get("content-length"))).toBeLessThanOrEqual(10);
});

it("adds its script to pages that are shown, and to nothing else", async () => {
  const load = (path: string, headers: Record<string, string>) =>
    fetch(new URL(path, folder.url), { headers }).then((answer) => answer.text());
  const script = /<script src="jqluster\/folder\/live\.js\?page=%2Ftv\.html&amp;since=\d+"><\/script>\s*$/;
  expect(await load("tv", { "Sec-Fetch-Dest": "document" })).toMatch(script);
  expect(await load("tv", { Accept: "text/html,*/*" })).toMatch(script);
  for (const headers of [
    { "Sec-Fetch-Dest": "empty", Accept: "text/html" },
    { Accept: "*/*" },
    { Accept: "text/html, */*; q=0.01", "X-Requested-With": "XMLHttpRequest" },
  ]) {
    expect(await load("tv", { ...headers })).toBe(FILES["tv.html"]);
  }
  folder.write("deep/er/tv.html", "");
  expect(await load("deep/er/tv", { Accept: "text/html" })).toMatch(
    /^\s*<script src="\.\.\/\.\.\/jqluster\/folder\/live\.js\?page=%2Fdeep%2Fer%2Ftv\.html&amp;/,
  );
  expect(await load("data.json", { "Sec-Fetch-Dest": "document" })).toBe("{}");
  folder.write("wide.html", Buffer.from("\ufeff<p>wide</p>", "utf16le"));
  const wide = await fetch(new URL("wide", folder.url), { headers: { Accept: "text/html" } });
  expect(Buffer.from(await wide.arrayBuffer()).toString("utf16le")).toBe("\ufeff<p>wide</p>");
});

it("breaks off a file that gets shorter while it is sent, and answers nothing in its place", async () => {
  const path = join(folder.root, "large.bin");
  const size = 64 * 1_048_576;
  writeFileSync(path, Buffer.alloc(size));
  const { port, host } = new URL(folder.url);
  const socket = connect(Number(port), "127.0.0.1");
  const requestFor = (asked: string) => `GET ${asked} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  let received = 0;
  let end = "";
  socket.once("data", () => truncateSync(path, 10));
  socket.on("data", (chunk) => {
    received += chunk.length;
    end = chunk.toString("latin1").slice(-1_000);
  });
  socket.write(requestFor("/large.bin") + requestFor("/tv"));
  await new Promise((resolve) => socket.once("close", resolve));
  expect(received).toBeLessThan(size);
  expect(end).not.toContain("HTTP/1.1");
  expect(await ask("/tv")).toMatchObject({ status: 200 });
});

it("knows the names that Windows keeps for devices and streams", () => {
  const bad = ["con", "CON.html", "nul.", "com1", "LPT9.txt", "a.html::$DATA", "tv.html ", "tv.html."];
  expect(bad.filter((name) => isPlainName(name, "win32"))).toEqual([]);
  expect(["tv.html", "console.html", "com.html"].every((name) => isPlainName(name, "win32"))).toBe(true);
  expect(["a/b", "a\\b", "", ".", "..", ".x", "a\0"].filter((name) => isPlainName(name, "linux"))).toEqual(
    [],
  );
});
