const { accessSync, constants, statSync } = require("node:fs");
const path = require("node:path");

/**
 * A program of the system that some tests start.
 *
 * @typedef {object} TestTool
 * @property {readonly string[]} commands - The names it goes by, the likeliest first.
 * @property {string} variable - The environment variable that names its file, for a place where nobody looks.
 * @property {string} debianPackage
 */

/** Every program the tests need that npm does not bring. */
const TEST_TOOLS = {
  chromium: {
    commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    variable: "CHROMIUM_PATH",
    debianPackage: "chromium",
  },
  redisServer: { commands: ["redis-server"], variable: "REDIS_SERVER_PATH", debianPackage: "redis-server" },
  nginx: { commands: ["nginx"], variable: "NGINX_PATH", debianPackage: "nginx-light" },
  certutil: { commands: ["certutil"], variable: "CERTUTIL_PATH", debianPackage: "libnss3-tools" },
  openssl: { commands: ["openssl"], variable: "OPENSSL_PATH", debianPackage: "openssl" },
};

/** Searched after PATH: an ordinary user's has no sbin, where Debian puts nginx. */
const MORE_FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/homebrew/bin"];

/**
 * @param {TestTool} tool
 * @param {NodeJS.ProcessEnv} [env]
 * @param {(file: string) => boolean} [isProgram] - Whether a file is there and may be executed.
 * @returns {string | undefined} The path of the program, or `undefined` when it is nowhere.
 * @throws {Error} When the environment variable of the tool names something else than a program.
 */
function findTool(tool, env = process.env, isProgram = isExecutableFile) {
  const named = env[tool.variable];
  if (named) {
    if (isProgram(named)) return named;
    throw new Error(`${tool.variable} is "${named}", which is not a program that can be run`);
  }
  const folders = [...(env.PATH ?? "").split(path.delimiter).filter(Boolean), ...MORE_FOLDERS];
  const files = tool.commands.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  return files.find((file) => isProgram(file));
}

/**
 * What has to happen before the tests can run.
 *
 * @param {readonly TestTool[]} missing - The tools that were not found.
 * @param {{ platform: string, distribution: string | undefined, isRoot: boolean }} machine - `platform` as in
 *   `process.platform`, `distribution` the ID of `/etc/os-release`.
 * @returns {{ kind: "ready" } | { kind: "install", packages: string[] } | { kind: "ask", instruction: string }}
 */
function planFor(missing, machine) {
  if (missing.length === 0) return { kind: "ready" };
  const packages = missing.map((tool) => tool.debianPackage);
  if (machine.distribution === "debian") {
    if (machine.isRoot) return { kind: "install", packages };
    const command = `sudo apt-get install -y --no-install-recommends ${packages.join(" ")}`;
    return { kind: "ask", instruction: `The tests need more programs. Run: ${command}` };
  }
  const names = missing.map((tool) => tool.commands[0]).join(", ");
  const variables = missing.map((tool) => tool.variable).join(", ");
  const how = machine.platform === "darwin" ? "with Homebrew" : "with the package manager of this system";
  return {
    kind: "ask",
    instruction: `The tests need ${names}. Install them ${how}, or name their files in ${variables}.`,
  };
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
