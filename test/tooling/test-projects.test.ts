import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { importsOf, listProjects, projectOf } from "../../scripts/test-projects.cjs";

const TESTS = path.join(__dirname, "..");

describe("the project of a test file", () => {
  it.each([
    ["core/register.test.ts", "unit"],
    ["transports/contract.test.ts", "unit"],
    ["browser/chat.test.ts", "browser"],
    ["client/page/guards/guards.test.ts", "browser"],
    ["backplanes/contract.test.ts", "service"],
    ["attach/nginx.test.ts", "service"],
    ["package/size-budget.test.ts", "package"],
    ["cli/run.test.ts", "package"],
    ["soak/fuzz.test.ts", "soak"],
  ])("%s is in %s", (file, project) => {
    expect(projectOf(path.join(TESTS, file))).toBe(project);
  });

  it("is one, whatever the file is", () => {
    const files = [...listProjects().values()].flat();
    expect(files).toContain("test/tooling/test-projects.test.ts");
    expect(new Set(files).size).toBe(files.length);
  });
});

describe("what a file imports", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), "jqluster-imports-"));
    mkdirSync(path.join(folder, "pages"));
    writeFileSync(path.join(folder, "pages/index.ts"), "");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const importsIn = (source: string) => {
    const file = path.join(folder, "program.ts");
    writeFileSync(file, source);
    return [...importsOf(file)];
  };

  it.each([
    ['import { a } from "playwright-core";', ["playwright-core"]],
    ['import {\n  type A,\n  b,\n} from "playwright-core";', ["playwright-core"]],
    ['import "./side-effect.css";\nexport * from "b";', ["side-effect.css", "b"]],
    ['import { a } from "./pages";', ["pages/index.ts"]],
  ])("is found in %j", (source, expected) => {
    expect(importsIn(source)).toEqual(
      expected.map((name) => (/\.(css|ts)$/.test(name) ? path.join(folder, name) : name)),
    );
  });

  it("is not what it imports for its types, which are gone at run time", () => {
    expect(importsIn('import type { Page } from "playwright-core";\nexport type { A } from "b";')).toEqual(
      [],
    );
  });

  it("is also what files of the tests import that it imports", () => {
    expect([...importsOf(path.join(TESTS, "browser/chat.test.ts"))]).toContain(
      path.join(TESTS, "support/playwright.ts"),
    );
  });
});
