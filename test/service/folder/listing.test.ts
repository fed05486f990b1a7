import { renameSync } from "node:fs";
import { type ServedTestFolder, serveTestFolder } from "../../support/folder";
import { rawGet } from "../../support/raw-get";

let folder: ServedTestFolder;

beforeEach(async () => {
  folder = await serveTestFolder({ "tv.html": "<title>tv</title>" });
});
afterEach(() => folder.close());

const ask = (path: string) => rawGet(folder.url, path);

it("lists a folder of 10,000 files as far as an eye can follow, and says that there is more", async () => {
  for (let i = 0; i < 10_000; i++) folder.write(`many/${i % 100}/page-${i}.html`, "");
  const { status, body } = await ask("/many/");
  expect(status).toBe(200);
  expect(body.match(/data-page="\/many\/\d+\/page-\d+\.html"/g)).toHaveLength(500);
  expect(body).toContain("There may be more pages");
  expect(await ask("/many/99/page-9999")).toMatchObject({ status: 200 });
});

it("shows names as text, whatever is in them", async () => {
  folder.write("odd/<img src=x onerror=alert(1)>&'\".html", "odd");
  const { body } = await ask("/odd/");
  expect(body).not.toContain("<img src=x");
  const [, address = ""] = /<a href="([^"]+)">/.exec(body) ?? [];
  const { pathname } = new URL(address.replaceAll("&#39;", "'"), new URL("odd/", folder.url));
  expect(await ask(pathname)).toMatchObject({ status: 200, body: "odd" });
});

it("says that the folder is gone, and serves it when it is back", async () => {
  renameSync(folder.root, `${folder.root}-away`);
  for (const path of ["/", "/tv", "/nothing"]) {
    expect(await ask(path)).toMatchObject({
      status: 503,
      body: expect.stringMatching(/folder .* not there/),
    });
  }
  renameSync(`${folder.root}-away`, folder.root);
  expect(await ask("/tv")).toMatchObject({ status: 200 });
});
