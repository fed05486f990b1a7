import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { collectProblems, launchBrowser, newPerson } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { snippetsOf } from "../support/snippets";

/** The blocks that are files: what stands after their language is where they go. */
const FILES = snippetsOf("docs/tutorial.md")
  .filter(({ kind }) => kind.includes(" "))
  .map(({ kind, code }) => ({ file: kind.split(" ")[1] ?? "", code }));

/** Writes the files of the tutorial into a folder that has the packages it installs. */
function writeProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "jqluster-tutorial-"));
  for (const name of ["show", "node_modules"]) mkdirSync(path.join(folder, name));
  symlinkSync(PACKAGE_ROOT, path.join(folder, "node_modules/jqluster"));
  symlinkSync(path.join(PACKAGE_ROOT, "node_modules/express"), path.join(folder, "node_modules/express"));
  for (const { file, code } of FILES) writeFileSync(path.join(folder, file), code);
  return folder;
}

test("what the tutorial builds is a buzzer for phones", async () => {
  const folder = writeProject();
  const server = spawn(process.execPath, ["server.mjs"], { cwd: folder, env: { ...process.env, PORT: "0" } });
  const [printed] = (await once(server.stdout, "data")) as [Buffer];
  const screenUrl = printed.toString().trim();
  const browser = await launchBrowser();
  const problems: (readonly string[])[] = [];

  async function open(url: string): Promise<Page> {
    const page = await newPerson(browser);
    // The pages have no icon, for which browsers ask all the same.
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    problems.push(collectProblems(page));
    await page.goto(url);
    return page;
  }

  const openPhone = () => open(new URL("phone", screenUrl).href);
  const locked = (page: Page, is: boolean) => page.locator(`#buzz:${is ? "disabled" : "enabled"}`).waitFor();

  const screen = await open(screenUrl);
  const [ann, bea] = [await openPhone(), await openPhone()];
  await screen.locator("#count", { hasText: "2" }).waitFor();
  await ann.fill("#name", "Ann");
  await ann.click("#buzz");
  await screen.locator("#winner", { hasText: "Ann was first" }).waitFor();
  const late = await openPhone();
  for (const phone of [ann, bea, late]) await locked(phone, true);
  await bea.reload();
  await locked(bea, true);
  await screen.click("#again");
  for (const phone of [ann, bea, late]) await locked(phone, false);
  await bea.click("#buzz");
  await screen.locator("#winner", { hasText: "Somebody was first" }).waitFor();
  expect(problems.flat()).toEqual([]);

  await browser.close();
  server.kill();
  await once(server, "close");
  rmSync(folder, { recursive: true });
});

test("the tutorial says every file that it needs", () => {
  expect(FILES.map(({ file }) => file)).toEqual([
    "show/screen.html",
    "show/screen.js",
    "show/phone.html",
    "show/phone.js",
    "show/style.css",
    "server.mjs",
  ]);
});

test("jqluster new writes the files of the tutorial", () => {
  const shown = FILES.filter(({ file }) => file.startsWith("show/")).map(
    ({ file, code }) => [path.basename(file), code] as const,
  );
  const folder = path.join(PACKAGE_ROOT, "templates/buzzer");
  const written = readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), "utf8")]);
  expect(Object.fromEntries(written)).toEqual(Object.fromEntries(shown));
});
