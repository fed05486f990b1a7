const { spawnSync } = require("node:child_process");
const { accessSync, constants, statSync } = require("node:fs");
const path = require("node:path");

/**
 * A program of the system that some tests start.
 *
 * @typedef {object} TestTool
 * @property {readonly string[]} commands - The names it goes by, the likeliest first.
 * @property {string} variable - The environment variable that names its file, for a place where nobody looks.
 * @property {string} debianPackage
 * @property {string} [pythonModule] - What a Python has to have, to be the one that is meant.
 * @property {boolean} [optional] - Whether the tests run without it as well, only slower.
 */

/**
 * Every program the tests need that npm does not bring.
 *
 * @satisfies {{ readonly [name: string]: TestTool }}
 */
const TEST_TOOLS = {
  chromium: {
    commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    variable: "CHROMIUM_PATH",
    debianPackage: "chromium",
  },
  headlessShell: {
    commands: ["chromium-headless-shell", "chrome-headless-shell"],
    variable: "HEADLESS_SHELL_PATH",
    debianPackage: "chromium-headless-shell",
    optional: true,
  },
  firefox: { commands: ["firefox-esr", "firefox"], variable: "FIREFOX_PATH", debianPackage: "firefox-esr" },
  webKitWebDriver: {
    commands: ["WebKitWebDriver"],
    variable: "WEBKIT_WEBDRIVER_PATH",
    debianPackage: "webkit2gtk-driver",
  },
  xvfb: { commands: ["Xvfb"], variable: "XVFB_PATH", debianPackage: "xvfb" },
  qtWebKit: {
    commands: ["python3"],
    variable: "QTWEBKIT_PYTHON_PATH",
    debianPackage: "python3-pyqt5.qtwebkit",
    pythonModule: "PyQt5.QtWebKitWidgets",
  },
  mujs: { commands: ["mujs"], variable: "MUJS_PATH", debianPackage: "mujs" },
  redisServer: { commands: ["redis-server"], variable: "REDIS_SERVER_PATH", debianPackage: "redis-server" },
  nginx: { commands: ["nginx"], variable: "NGINX_PATH", debianPackage: "nginx-light" },
  apache: { commands: ["apache2", "httpd"], variable: "APACHE_PATH", debianPackage: "apache2-bin" },
  certutil: { commands: ["certutil"], variable: "CERTUTIL_PATH", debianPackage: "libnss3-tools" },
  openssl: { commands: ["openssl"], variable: "OPENSSL_PATH", debianPackage: "openssl" },
};

/** Searched after PATH: an ordinary user's has no sbin, where Debian puts nginx. */
const MORE_FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

/**
 * @param {TestTool} tool
 * @param {NodeJS.ProcessEnv} [env]
 * @param {(file: string, tool: TestTool) => boolean} [isProgram] - Whether a file is there, may be executed, and is
 *   what the tool means.
 * @returns {string | undefined} The path of the program, or `undefined` when it is nowhere.
 * @throws {Error} When the environment variable of the tool names something else than a program.
 */
function findTool(tool, env = process.env, isProgram = isToolFile) {
  const named = env[tool.variable];
  if (named) {
    if (isProgram(named, tool)) return named;
    throw new Error(`${tool.variable} is "${named}", which is not a program that can be run`);
  }
  const folders = [...(env.PATH ?? "").split(path.delimiter).filter(Boolean), ...MORE_FOLDERS];
  const files = tool.commands.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  return files.find((file) => isProgram(file, tool));
}

/**
 * What has to happen before the tests can run.
 *
 * @param {readonly TestTool[]} missing - The tools that were not found.
 * @param {{ platform: string, distribution: string | undefined, isRoot: boolean }} machine - `platform` as in
 *   `process.platform`, `distribution` the ID of `/etc/os-release`.
 * @returns {{ kind: "ready" } | { kind: "install", tools: readonly TestTool[] } | { kind: "ask", instruction: string }}
 */
function planFor(missing, machine) {
  if (missing.length === 0) return { kind: "ready" };
  if (machine.distribution === "debian" && machine.isRoot) return { kind: "install", tools: missing };
  const needed = missing.filter(({ optional = false }) => !optional);
  if (needed.length === 0) return { kind: "ready" };
  const packages = needed.map((tool) => tool.debianPackage);
  if (machine.distribution === "debian") {
    const command = `sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`;
    return { kind: "ask", instruction: `The tests need more programs. Run: ${command}` };
  }
  const names = needed.map((tool) => tool.commands[0]).join(", ");
  const variables = needed.map((tool) => tool.variable).join(", ");
  const how = machine.platform === "darwin" ? "with Homebrew" : "with the package manager of this system";
  return {
    kind: "ask",
    instruction: `The tests need ${names}. Install them ${how}, or name their files in ${variables}.`,
  };
}

/**
 * @param {string} file
 * @param {TestTool} tool
 */
function isToolFile(file, { pythonModule }) {
  if (!isExecutableFile(file)) return false;
  if (pythonModule === undefined) return true;
  // A Python that was built by hand does not see the modules of the system.
  return spawnSync(file, ["-c", `import ${pythonModule}`], { stdio: "ignore" }).status === 0;
}

/** @param {string} file */
function isExecutableFile(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

module.exports = { TEST_TOOLS, findTool, planFor };
