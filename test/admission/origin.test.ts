import type { AllowOrigin } from "../../src/admission";
import { isOriginPattern, originAllowed } from "../../src/admission/origin";
import { attachJqluster } from "../../src/attach/attach";
import { readCommandLine, UsageError } from "../../src/cli/command-line";
import { openAndLeave } from "../support/polling-session";
import { startHttp } from "../support/transports";

const allows = (origin: string, allowed: AllowOrigin) =>
  originAllowed({ origin, host: "service.example" }, allowed);

describe("an origin of the list", () => {
  it.each([
    ["https://*.example.org", "https://a.example.org"],
    ["https://*.example.org", "https://a-1.example.org"],
    ["https://*.example.org:8443", "https://a.example.org:8443"],
    ["capacitor://localhost", "capacitor://localhost"],
    ["chrome-extension://abcdefghijklmnop", "chrome-extension://abcdefghijklmnop"],
    [
      "moz-extension://0f9ab4b0-0000-4000-8000-000000000000",
      "moz-extension://0f9ab4b0-0000-4000-8000-000000000000",
    ],
    ["null", "null"],
    ["http://[::1]:3000", "http://[::1]:3000"],
  ])("%s lets %s in", (pattern, origin) => {
    expect(isOriginPattern(pattern)).toBe(true);
    expect(allows(origin, [pattern])).toBe(true);
    expect(allows(origin, "same-origin")).toBe(false);
  });

  it.each([
    ["https://*.example.org", "https://example.org"],
    ["https://*.example.org", "https://.example.org"],
    ["https://*.example.org", "https://a.b.example.org"],
    ["https://*.example.org", "http://a.example.org"],
    ["https://*.example.org", "https://a.example.org:8443"],
    ["https://*.example.org", "https://evilexample.org"],
    ["https://*.example.org", "https://evil.example/.example.org"],
    ["https://*.example.org", "https://evil.example?.example.org"],
    ["https://*.example.org", "https://a@b.example.org"],
    ["https://*.example.org", "https://a.example.org.evil.example"],
    ["https://*.example.org", "https://*.example.org.evil.example"],
    ["https://*.example.org", "null"],
    ["capacitor://localhost", "ionic://localhost"],
    ["capacitor://localhost", "null"],
  ])("%s does not let %s in", (pattern, origin) => {
    expect(allows(origin, [pattern])).toBe(false);
  });

  it("is no other scheme on the name of the service: such pages come from no server", () => {
    for (const origin of ["capacitor://service.example", "chrome-extension://service.example"]) {
      expect(allows(origin, "same-origin")).toBe(false);
    }
    expect(allows("https://service.example", ["null"])).toBe(true);
  });
});

describe("what cannot be an origin", () => {
  const WRONG = [
    "example.org",
    "*.example.org",
    "https://example.org/",
    "https://example.org/path",
    "https://Example.org",
    "HTTPS://example.org",
    "https://example.org:443",
    "https://example.org:99999",
    "https://user@example.org",
    "https://a.*.example.org",
    "https://*.*.example.org",
    "https://*",
    "https://a*.example.org",
    "https://",
    "capacitor://local host",
    "https://a.example https://b.example",
    "",
    "NULL",
  ];

  it.each(WRONG)("is refused at the start: %j", (text) => {
    expect(isOriginPattern(text)).toBe(false);
    expect(() => readCommandLine(["--allow-origin", text], {})).toThrow(UsageError);
    expect(() => readCommandLine([`--allow-origin=https://fine.example,${text}`], {})).toThrow(
      /--allow-origin .*list of origins/,
    );
  });

  it("is not asked of the command line as a function", () => {
    expect(readCommandLine(["--allow-origin", "null, capacitor://localhost"], {})).toMatchObject({
      options: { allowOrigin: ["null", "capacitor://localhost"] },
    });
    expect(attachJqluster).toThrow(TypeError);
  });
});

describe("a function for origins", () => {
  it("decides for each request, is asked for none of the server's own, and refuses where it throws", async () => {
    const asked: string[] = [];
    const lines: string[] = [];
    const harness = await startHttp({
      logger: (_level, text) => lines.push(text),
      allowOrigin(origin) {
        asked.push(origin);
        if (origin === "https://odd.example") throw new Error("no idea\nat all");
        return origin === "https://friend.example";
      },
    });
    const status = async (origin?: string) =>
      (await openAndLeave(harness.address, origin === undefined ? {} : { origin })).status;
    expect(await status("https://friend.example")).toBe(200);
    expect(await status("https://evil.example")).toBe(403);
    expect(await status("https://odd.example")).toBe(403);
    expect(await status(`http://${harness.address}`)).toBe(200);
    expect(await status()).toBe(200);
    await harness.close();
    expect(asked).toEqual(["https://friend.example", "https://evil.example", "https://odd.example"]);
    expect(lines.filter((line) => /origin is refused/.test(line))).toEqual([
      expect.stringMatching(/^[^\n]*no idea\\nat all[^\n]*$/),
    ]);
  });
});
