import { findTool, planFor, TEST_TOOLS } from "../../scripts/test-tools.cjs";

const debianRoot = { platform: "linux", distribution: "debian", isRoot: true };
const { chromium, headlessShell, redisServer, nginx, qtWebKit } = TEST_TOOLS;

/** A machine on which these files alone are programs. */
const programs =
  (...files: string[]) =>
  (file: string) =>
    files.includes(file);

describe("findTool", () => {
  test("takes the first folder of PATH that has it", () => {
    const isProgram = programs("/home/me/bin/nginx", "/usr/sbin/nginx");
    expect(findTool(nginx, { PATH: "/home/me/none:/home/me/bin" }, isProgram)).toBe("/home/me/bin/nginx");
  });

  test("looks where Debian puts servers, which is not on everyone's PATH", () => {
    expect(findTool(nginx, { PATH: "/home/me/bin" }, programs("/usr/sbin/nginx"))).toBe("/usr/sbin/nginx");
    expect(findTool(nginx, {}, programs("/usr/sbin/nginx"))).toBe("/usr/sbin/nginx");
  });

  test("knows a tool by its other names", () => {
    expect(findTool(chromium, { PATH: "/opt/bin" }, programs("/opt/bin/google-chrome"))).toBe(
      "/opt/bin/google-chrome",
    );
  });

  test("prefers the file named in the environment", () => {
    const isProgram = programs("/opt/redis/server", "/usr/bin/redis-server");
    expect(findTool(redisServer, { REDIS_SERVER_PATH: "/opt/redis/server" }, isProgram)).toBe(
      "/opt/redis/server",
    );
  });

  test("refuses a name in the environment that leads nowhere", () => {
    expect(() =>
      findTool(redisServer, { REDIS_SERVER_PATH: "/gone" }, programs("/usr/bin/redis-server")),
    ).toThrow('REDIS_SERVER_PATH is "/gone", which is not a program that can be run');
  });

  test("gives undefined when it is nowhere", () => {
    expect(findTool(chromium, { PATH: "/usr/bin" }, programs())).toBeUndefined();
  });

  test("takes neither a folder nor a text for a program", () => {
    expect(() => findTool(chromium, { CHROMIUM_PATH: __dirname })).toThrow("CHROMIUM_PATH");
    expect(() => findTool(chromium, { CHROMIUM_PATH: __filename })).toThrow("CHROMIUM_PATH");
    expect(findTool(chromium, { CHROMIUM_PATH: process.execPath })).toBe(process.execPath);
  });
});

describe("a Python with a module", () => {
  const named = (pythonModule: string) => ({ ...qtWebKit, commands: ["python3"], pythonModule });

  test("is one that can import it", () => {
    expect(findTool(named("json"))).toMatch(/python3$/);
  });

  test("is not one that cannot, wherever it is", () => {
    expect(findTool(named("no_such_module_of_python"))).toBeUndefined();
  });
});

describe("planFor", () => {
  test("nothing missing: ready, on any machine", () => {
    expect(planFor([], debianRoot)).toEqual({ kind: "ready" });
    expect(planFor([], { platform: "win32", distribution: undefined, isRoot: false })).toEqual({
      kind: "ready",
    });
  });

  test("root on Debian: installs what is missing and no more", () => {
    expect(planFor([chromium, nginx], debianRoot)).toEqual({ kind: "install", tools: [chromium, nginx] });
    expect(planFor([headlessShell], debianRoot)).toEqual({ kind: "install", tools: [headlessShell] });
  });

  test("anyone else is not asked for what is not needed", () => {
    const anyone = { ...debianRoot, isRoot: false };
    expect(planFor([headlessShell], anyone)).toEqual({ kind: "ready" });
    expect(planFor([headlessShell, nginx], anyone)).toEqual({
      kind: "ask",
      instruction: expect.stringMatching(/--no-install-recommends nginx-light$/),
    });
  });

  test("anyone else on Debian: gives the command", () => {
    expect(planFor([redisServer], { ...debianRoot, isRoot: false })).toEqual({
      kind: "ask",
      instruction:
        "The tests need more programs. Run: sudo apt-get install -y --no-install-recommends redis-server",
    });
  });

  test.each([
    [{ platform: "darwin", distribution: undefined, isRoot: false }, "with Homebrew"],
    [{ platform: "linux", distribution: "fedora", isRoot: true }, "with the package manager"],
  ])("elsewhere: names the programs and the variables (%j)", (machine, how) => {
    const plan = planFor([chromium, redisServer], machine);
    expect(plan).toEqual({ kind: "ask", instruction: expect.stringContaining(how) });
    expect(plan).toEqual({
      kind: "ask",
      instruction: expect.stringMatching(/chromium, redis-server.*CHROMIUM_PATH, REDIS_SERVER_PATH/),
    });
  });
});
