// Makes sure the programs that the tests start are there: `node scripts/prepare-tests.mjs`.
// On Debian, as root, it installs what is missing; elsewhere it says what to install.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import testTools from "./test-tools.cjs";

const { TEST_TOOLS, findTool, planFor } = testTools;

/** Debian's installers ask this file before they start a service; exit code 101 means no. */
const SERVICE_POLICY = "/usr/sbin/policy-rc.d";
const SERVICE_POLICY_ASIDE = `${SERVICE_POLICY}.jqluster-aside`;

/** @returns {TestTool[]} */
function findMissing() {
  return Object.values(TEST_TOOLS).filter((tool) => findTool(tool) === undefined);
}

function distributionOf(file = "/etc/os-release") {
  if (!existsSync(file)) return undefined;
  return /^ID="?([^"\n]+)/m.exec(readFileSync(file, "utf8"))?.[1];
}

/** Keeps packages from starting their services until the returned function is called. */
function holdServices() {
  const hadPolicy = existsSync(SERVICE_POLICY);
  if (hadPolicy) renameSync(SERVICE_POLICY, SERVICE_POLICY_ASIDE);
  writeFileSync(SERVICE_POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  return () => {
    if (hadPolicy) renameSync(SERVICE_POLICY_ASIDE, SERVICE_POLICY);
    else rmSync(SERVICE_POLICY);
  };
}

/**
 * @param {string[]} args
 * @returns {Promise<void>}
 */
function aptGet(args) {
  return new Promise((resolve, reject) => {
    const child = spawn("apt-get", args, {
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        output += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve();
      else
        reject(new Error(`${output}\napt-get ${args.join(" ")} failed (${signal ?? `exit code ${code}`})`));
    });
  });
}

/** @typedef {Parameters<typeof findTool>[0]} TestTool */

/** @param {readonly TestTool[]} tools */
const packagesOf = (tools) => tools.map((tool) => tool.debianPackage);

/** @param {readonly TestTool[]} tools */
async function install(tools) {
  console.log(`Installing for the tests: ${packagesOf(tools).join(", ")}`);
  const releaseServices = holdServices();
  // An interrupt ends apt-get, which shares the terminal; this process has to live on to tidy up.
  const stayAlive = () => {};
  process.on("SIGINT", stayAlive);
  process.on("SIGTERM", stayAlive);
  const needed = tools.filter(({ optional = false }) => !optional);
  try {
    if (needed.length > 0) {
      await aptGet(["update"]);
      await aptGet(["install", "-y", "--no-install-recommends", ...packagesOf(needed)]);
    }
    await installOptional(tools.filter((tool) => !needed.includes(tool)));
  } finally {
    releaseServices();
    process.off("SIGINT", stayAlive);
    process.off("SIGTERM", stayAlive);
  }
  const missing = findMissing().filter((tool) => needed.includes(tool));
  if (missing.length > 0)
    throw new Error(`still not found: ${missing.map((tool) => tool.commands[0]).join(", ")}`);
}

/** @param {readonly TestTool[]} tools */
async function installOptional(tools) {
  if (tools.length === 0) return;
  try {
    await aptGet(["update"]);
    await aptGet(["install", "-y", "--no-install-recommends", ...packagesOf(tools)]);
  } catch (error) {
    console.warn(error instanceof Error ? error.message : error);
    console.warn(`The tests take longer without ${packagesOf(tools).join(", ")}.`);
  }
}

try {
  const plan = planFor(findMissing(), {
    platform: process.platform,
    distribution: distributionOf(),
    isRoot: process.getuid?.() === 0,
  });
  if (plan.kind === "install") await install(plan.tools);
  if (plan.kind === "ask") throw new Error(plan.instruction);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
