import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { version } from "../../package.json";
import { OPTIONS } from "../../src";
import { readCommandLine, UsageError } from "../../src/cli/command-line";
import { checkOptions } from "../../src/options/check-options";
import { serviceOptionsOf, withDefaults } from "../../src/options/options";
import { runCommand } from "../support/command";

describe("jqluster --help", () => {
  it("names every option, its default and its environment variables", async () => {
    const { code, stdout, stderr } = await runCommand(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const [name, { default: value, environment, help }] of Object.entries(OPTIONS)) {
      expect(stdout).toContain(`--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} `);
      expect(stdout).toContain(help);
      expect(stdout).toContain(`default: ${value ?? "none"}`);
      for (const variable of environment) expect(stdout).toContain(variable);
    }
  });

  it("is -h too, and wins over other flags", async () => {
    expect(await runCommand(["-h", "--port", "0"])).toEqual(await runCommand(["--help"]));
  });
});

describe("jqluster --version", () => {
  it.each(["--version", "-v"])("prints the version of the package: %s", async (flag) => {
    expect(await runCommand([flag])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe("a command line that cannot be taken", () => {
  it.each<[string[], NodeJS.ProcessEnv, RegExp]>([
    [["--no-such-flag"], {}, /--no-such-flag/],
    [["--prot", "3000"], {}, /--prot/],
    [["-x"], {}, /-x/],
    [["serve"], {}, /serve/],
    [["--port"], {}, /--port/],
    [["--port", "many"], {}, /--port .*0 to 65535.*"many"/],
    [["--port", "65536"], {}, /--port .*"65536"/],
    [["--port=-1"], {}, /--port .*"-1"/],
    [["--port", "1.5"], {}, /--port .*"1.5"/],
    [["--port", ""], {}, /--port .*""/],
    [["--host", ""], {}, /--host .*empty/],
    [["--log-level", "loud"], {}, /--log-level .*error, warn, info, debug.*"loud"/],
    [["--log-format", "xml"], {}, /--log-format .*text, json.*"xml"/],
    [["--allow-origin", "example.org"], {}, /--allow-origin .*https:\/\/example.org.*"example.org"/],
    [["--max-message-bytes", "1e3"], {}, /--max-message-bytes .*"1e3"/],
    [["--help=yes"], {}, /--help/],
    [[], { JQLUSTER_PORT: "many" }, /JQLUSTER_PORT .*"many"/],
    [[], { PORT: "many" }, /PORT .*"many"/],
    [[], { JQLUSTER_LOG_FORMAT: "xml" }, /JQLUSTER_LOG_FORMAT .*"xml"/],
    [[], { JQLUSTER_HOST: "" }, /JQLUSTER_HOST .*empty/],
  ])("%j with %j: an error that names it and what is allowed", (args, environment, text) => {
    expect(() => readCommandLine(args, environment)).toThrow(UsageError);
    expect(() => readCommandLine(args, environment)).toThrow(text);
  });

  it.each<[string[], NodeJS.ProcessEnv]>([
    [["--no-such-flag"], {}],
    [["--port", "many"], {}],
    [["--log-level", "\u001b[2J\nBob"], {}],
    [["--\u001b[2J\nBob"], {}],
    [[], { JQLUSTER_PORT: "many" }],
  ])("%j with %j: one printable line on stderr, exit code 1", async (args, environment) => {
    const { code, stdout, stderr } = await runCommand(args, environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^jqluster: [^\p{Cc}]+\n$/u);
  });
});

describe("a command line", () => {
  it("gives the options it names, and no more", () => {
    expect(readCommandLine(["--port", "0", "--log-format=json"], { JQLUSTER_HOST: "::1" })).toEqual({
      kind: "run",
      options: { port: 0, logFormat: "json", host: "::1" },
    });
    expect(readCommandLine([], {})).toEqual({ kind: "run", options: {} });
  });

  it("takes new alone, after flags, for the name of a folder", () => {
    expect(() => readCommandLine(["--port", "0", "new"], {})).toThrow('a folder that exists, not "new"');
  });

  it("takes a flag before a variable, and the variable named first before the other", () => {
    const environment = { JQLUSTER_PORT: "1", PORT: "2" };
    expect(readCommandLine(["--port", "3"], environment)).toMatchObject({ options: { port: 3 } });
    expect(readCommandLine([], environment)).toMatchObject({ options: { port: 1 } });
    expect(readCommandLine([], { PORT: "2" })).toMatchObject({ options: { port: 2 } });
  });

  it("reads origins as a list, or as a word", () => {
    const read = (text: string) => readCommandLine(["--allow-origin", text], {});
    expect(read("https://a.example, http://b.example:81")).toMatchObject({
      options: { allowOrigin: ["https://a.example", "http://b.example:81"] },
    });
    expect(read("*")).toMatchObject({ options: { allowOrigin: "*" } });
    expect(read("same-origin")).toMatchObject({ options: { allowOrigin: "same-origin" } });
  });
});

describe("the options of the service", () => {
  it("are those of the command line, but for the ones that only the command has", () => {
    const all = withDefaults({ redis: "redis://127.0.0.1", open: true, workers: 2 });
    expect(Object.keys(all).sort()).toEqual(Object.keys(OPTIONS).sort());
    const ofService = serviceOptionsOf(all);
    expect(() => checkOptions("createService", ofService, "service")).not.toThrow();
    const missing = Object.entries(all).filter(([name]) => !(name in ofService));
    expect(missing.map(([name]) => name)).toEqual(expect.arrayContaining(["open", "redis", "workers"]));
    for (const [name, value] of missing) {
      expect(() => checkOptions("createService", { [name]: value }, "service")).toThrow(`no option ${name}`);
    }
  });
});

describe("an address that cannot be had", () => {
  it("tells that a port is in use, in one line, exit code 1", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await runCommand(["--port", String(port)]);
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toMatch(new RegExp(`^jqluster: port ${port} [^\\n]*in use[^\\n]*\\n$`));
  });

  it.each(["203.0.113.1", "host.invalid"])("tells that this machine is not %s", async (host) => {
    const { code, stderr } = await runCommand(["--port", "0", "--host", host]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^jqluster: [^\n]*--host[^\n]*\n$/);
  });
});
