import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createService, type Service } from "../../src/service/service";
import { PACKAGE_ROOT } from "../support/built-files";

const PUBLIC = path.join(PACKAGE_ROOT, "public");
const FILES = readdirSync(PUBLIC, { recursive: true, encoding: "utf8" });
const PAGES = FILES.filter((file) => file.endsWith(".html"));

let service: Service;
let url: string;

beforeAll(async () => {
  service = createService({ port: 0 });
  ({ url } = await service.listen());
});
afterAll(() => service.close());

async function get(address: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(new URL(address, url));
  return { status: response.status, text: await response.text() };
}

test.each(PAGES)("%s is at the root, with and without its extension", async (file) => {
  const expected = { status: 200, text: readFileSync(path.join(PUBLIC, file), "utf8") };
  const name = path.basename(file, ".html");
  expect(await get(`/${name}.html`)).toEqual(expected);
  expect(await get(`/${name}`)).toEqual(expected);
  if (name === "index") expect(await get("/")).toEqual(expected);
});

test.each(PAGES)("all that %s links to is there", async (file) => {
  const text = readFileSync(path.join(PUBLIC, file), "utf8");
  // As the page itself reads them, which stands at the root. The scripts of the router come from a build.
  const links = [...text.matchAll(/\b(?:src|href)="(?!#|\w+:|jqluster\/)([^"]*)"/g)].map(([, to = ""]) => to);
  expect(links.filter((link) => link.startsWith("/"))).toEqual([]);
  const addresses = links.map((link) => `/${link.replace(/^\.\//, "")}`);
  expect(addresses.length).toBeGreaterThan(3);
  const missing: string[] = [];
  for (const address of addresses) if ((await get(address)).status !== 200) missing.push(address);
  expect(missing).toEqual([]);
});

test.each([
  "/chat.css",
  "/home.js",
  "/demos",
  "/demos/chat",
  "/demos/chat/chat.html",
  "/demos/home/",
  "/demos/shared/base.css",
  "/home/index.html",
  "/shared",
  "/shared/",
])("nothing is at %s", async (address) => {
  expect(await get(address)).toEqual({ status: 404, text: "Not found\n" });
});
