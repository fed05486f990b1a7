import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { TEMPLATES } from "../../src/cli/new-folder";
import { collectProblems, launchBrowser, openContext } from "../support/browser";
import { type RunningCommand, runCommand, startCommand } from "../support/command";
import { PHONE } from "../support/demo-pages";
import { makeFolder } from "../support/folder";

let folder: ReturnType<typeof makeFolder>;

beforeEach(() => {
  folder = makeFolder({});
});
afterEach(() => folder.remove());

const target = () => join(folder.root, "my show");

describe("jqluster new", () => {
  it("writes the buzzer into a new folder, and says how to go on", async () => {
    const { code, stdout, stderr } = await runCommand(["new", target()]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readdirSync(target()).sort()).toEqual([
      "phone.html",
      "phone.js",
      "screen.html",
      "screen.js",
      "style.css",
    ]);
    expect(stdout).toContain(`npx jqluster ${JSON.stringify(target())} --host 0.0.0.0`);
  });

  it("writes beside other files, and never over one", async () => {
    mkdirSync(target());
    writeFileSync(join(target(), "phone.js"), "mine");
    const { code, stdout, stderr } = await runCommand(["new", target()]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`${join(target(), "phone.js")} is there already`);
    expect(readdirSync(target())).toEqual(["phone.js"]);
    expect(readFileSync(join(target(), "phone.js"), "utf8")).toBe("mine");
    expect(await runCommand(["new", target(), "--from", "blank"])).toMatchObject({ code: 0 });
    expect(readdirSync(target()).sort()).toEqual(["phone.html", "phone.js", "screen.html"]);
  });

  it("takes its options on either side", async () => {
    expect(await runCommand(["--from", "blank", "new", target()])).toMatchObject({ code: 0, stderr: "" });
    expect(readdirSync(target()).sort()).toEqual(["phone.html", "screen.html"]);
  });

  it.each([
    [["new"], /FOLDER/],
    [["new", ""], /FOLDER/],
    [["new", "a", "b"], /"b" is a second one \(see/],
    [["new", "a", "blank"], /"blank" is a second one; --from blank chooses the pages/],
    [["new", "a", "--from", "constructor"], /--from .*buzzer, remote, blank.*"constructor"/],
    [["new", "a", "--port", "1"], /new .*--port does not go with it/],
    [["--port", "0", "new", "a"], /new .*--port does not go with it/],
    [["--no-watch", "new", "a"], /new .*--no-watch does not go with it/],
    [["--host", "new", "a", "b"], /"b" is a second one/],
    [["a", "--from", "blank"], /--from goes with new/],
    [["new", __filename], /is not a folder/],
    [["new", join(__filename, "below")], /ENOTDIR/],
    [["new", "/proc/1/nope/below"], /ENOENT|EACCES/],
  ])("%j: one line that says what is wrong", async (args, text) => {
    const { code, stdout, stderr } = await runCommand(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^jqluster: [^\n]+\n$/);
    expect(stderr).toMatch(text);
    expect(existsSync("a")).toBe(false);
  });
});

describe("a starting point", () => {
  let browser: Browser;
  let running: RunningCommand;
  const problems: (readonly string[])[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    running.process.kill("SIGTERM");
    expect(await running.outcome).toMatchObject({ code: 0, stderr: "" });
    expect(problems.splice(0).flat()).toEqual([]);
  });

  async function start(template: string): Promise<void> {
    await runCommand(["new", target(), "--from", template]);
    running = startCommand([target(), "--port", "0"]);
  }

  async function open(path: string, isPhone: boolean): Promise<Page> {
    const page = await (await openContext(browser, isPhone ? PHONE : {})).newPage();
    problems.push(collectProblems(page));
    await page.goto(new URL(path, await running.url).href);
    return page;
  }

  it("buzzer: the screen shows which phone was first", async () => {
    await start("buzzer");
    const [screen, phone] = [await open("screen", false), await open("phone", true)];
    await screen.locator("#count", { hasText: "1" }).waitFor();
    await phone.fill("#name", "Ann");
    await phone.tap("#buzz");
    await screen.locator("#winner", { hasText: "Ann was first" }).waitFor();
    await phone.locator("#buzz:disabled").waitFor();
    await screen.click("#again");
    await phone.locator("#buzz:enabled").waitFor();
  });

  it("remote: the phone turns the slides, and is told which one is shown", async () => {
    await start("remote");
    const [screen, phone] = [await open("screen", false), await open("remote", true)];
    await phone.locator("#at", { hasText: "1 of 3" }).waitFor();
    await phone.tap("#next");
    await screen.locator("h1", { hasText: "A phone turns" }).waitFor();
    await phone.tap("#next");
    await phone.tap("#next");
    await phone.locator("#at", { hasText: "3 of 3" }).waitFor();
    await phone.tap("#back");
    await phone.locator("#at", { hasText: "2 of 3" }).waitFor();
  });

  it("blank: one page acts on the other", async () => {
    await start("blank");
    const [screen, phone] = [await open("screen", false), await open("phone", true)];
    await screen.waitForFunction("$.jqluster.state().connected");
    await phone.tap("#hello");
    await screen.locator("#message", { hasText: "Hello from the phone!" }).waitFor();
  });

  it("is there under every name that the help tells", async () => {
    await start("blank");
    await running.url;
    const { stdout } = await runCommand(["--help"]);
    expect(readdirSync(join(__dirname, "../../templates")).sort()).toEqual(Object.keys(TEMPLATES).sort());
    for (const [name, text] of Object.entries(TEMPLATES))
      expect(stdout).toContain(`  ${name}\n      ${text}\n`);
  });
});
