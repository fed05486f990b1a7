import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { createService, type Service } from "../../src/service/service";
import { launchBrowser, newPerson } from "../support/browser";
import { PACKAGE_ROOT } from "../support/built-files";
import { blocksOf, linksOf } from "../support/markdown";
import { openNode, run, startSite } from "../support/site";

const README = readFileSync(path.join(PACKAGE_ROOT, "README.md"), "utf8");
const manifest = JSON.parse(readFileSync(path.join(PACKAGE_ROOT, "package.json"), "utf8"));

function block(language: string, containing: string): string {
  const found = blocksOf(README, language).filter((code) => code.includes(containing));
  expect(found).toHaveLength(1);
  return found[0] ?? "";
}

/** Runs a module as a program of the package, and gives what it prints and its end. */
function runModule(code: string) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], { cwd: PACKAGE_ROOT });
  return watchProcess(child);
}

const children: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

function watchProcess(child: ReturnType<typeof spawn>) {
  children.push(child);
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)));
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = (data: Buffer | string) => {
        output += data;
        const found = pattern.exec(output);
        if (found) resolve(found[1] ?? found[0]);
      };
      child.stdout?.on("data", look);
      child.stderr?.on("data", look);
      ended.then((code) => reject(new Error(`ended with ${code}: ${output}`)));
    });
  return { child, ended, printed };
}

describe("the README's commands", () => {
  test("the first one starts the service", async () => {
    expect(block("sh", "npm start").trim()).toBe("npm install && npm start");
    // The build is left out, since other tests read what it would write anew.
    const child = spawn("npm", ["start", "--ignore-scripts"], {
      cwd: PACKAGE_ROOT,
      env: { ...process.env, PORT: "0" },
      detached: true,
    });
    const { ended, printed } = watchProcess(child);
    const url = await printed(/open (http:\/\/\S+)/);
    const home = await fetch(url);
    expect(home.status).toBe(200);
    expect(await home.text()).toContain("<title>jQluster");
    process.kill(-Number(child.pid), "SIGTERM");
    await ended;
  });

  test("the second one is what CI runs, and runs every test", () => {
    expect(block("sh", "npm test").trim()).toBe("npm install && npm test");
    expect(readFileSync(path.join(PACKAGE_ROOT, ".ci/run"), "utf8")).toContain("npm install && npm test");
    expect(manifest.scripts.test).toBe("jest");
  });
});

describe("the README's code", () => {
  let browser: Browser;
  let service: Service;
  let url: string;

  beforeAll(async () => {
    browser = await launchBrowser();
    service = createService({ port: 0 });
    // A page of the service without scripts of its own.
    url = new URL("healthz", (await service.listen()).url).href;
  });
  afterAll(async () => {
    await browser.close();
    await service.close();
  });

  /** A page of the service that shows nothing but is the node Bob. */
  async function openBob(address: string): Promise<Page> {
    const page = await newPerson(browser);
    await page.goto(address);
    await page.setContent(`<h1>Bob</h1>${block("html", "<script")}`);
    await page.waitForFunction("window.jQuery && jQuery.jqluster");
    await run(page, `await $.jqluster.init("Bob")`);
    return page;
  }

  test("acts on another page", async () => {
    const body = `<ul class="todo"><li>one<li>two</ul><div id="box" style="width: 123px"></div><button id="go">go</button>`;
    const site = await startSite({ body });
    const bob = await openNode(browser, site, "Bob");
    const alice = await newPerson(browser);
    await alice.goto(site.url);
    expect(await run(alice, `${block("js", '$.jqluster.init("Alice")')}; return width`)).toBe(123);
    expect(await bob.$eval("li", (item) => getComputedStyle(item).color)).toBe("rgb(255, 0, 0)");
    await bob.waitForFunction("jQuery._data(document.querySelector('#go'), 'events')?.click");
    await bob.click("#go");
    await bob.locator("#go", { hasText: "clicked" }).waitFor();
    await site.close();
  });

  test("adds jQluster to a server that runs already", async () => {
    const code = block("js", "attachJqluster(server)").replace("listen(3000)", "listen(0)");
    const { child, ended, printed } = runModule(
      `${code}
      app.get("/", (request, response) => response.type("html").send("<title>site</title>"));
      server.on("listening", () => console.log("port " + server.address().port));`,
    );
    const port = await printed(/port (\d+)/);
    const bob = await openBob(`http://127.0.0.1:${port}/`);
    expect(await run(bob, "return $.jqluster.state().connected")).toBe(true);
    child.kill();
    await ended;
    await bob.context().close();
  });

  test("lets a program act on a page", async () => {
    const bob = await openBob(url);
    const code = block("js", "jqluster/client").replace("http://127.0.0.1:3000", new URL(url).origin);
    const { ended } = runModule(code);
    expect(await ended).toBe(0);
    expect(await bob.textContent("h1")).toBe("Hello from Node.js");
    await bob.context().close();
  });

  test("single lines of it are what the client takes", async () => {
    const bob = await openBob(url);
    const alice = await newPerson(browser);
    await alice.goto(url);
    await alice.setContent(block("html", "<script"));
    await alice.waitForFunction("window.jQuery && jQuery.jqluster");
    const lines = [...README.matchAll(/`((?:init|\$\.jqluster\.(?:handler|on))\([^`]*)`/g)].map(
      ([, code]) => code,
    );
    expect(lines.length).toBeGreaterThan(3);
    await run(
      alice,
      `const handle = () => {}; ${lines.filter((line) => /handler/.test(String(line))).join(";")}`,
    );
    for (const line of lines.filter((text) => text?.startsWith("init("))) {
      await run(bob, `$.jqluster.release(); await $.jqluster.${line}`);
    }
    await run(
      alice,
      `await $.jqluster.init("Alice"); const $bob = $.jqluster("Bob"); const asked = await $bob("h1").text();
      if (asked !== "Bob" || (await $bob.pages()).length !== 1) throw new Error(asked)`,
    );
  });

  test("links to files that are there", () => {
    const missing = linksOf(README).filter((link) => !existsSync(path.join(PACKAGE_ROOT, link)));
    expect(missing).toEqual([]);
  });
});
