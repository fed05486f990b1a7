import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { networkUrls } from "../../src/service/network-urls";
import { createService, type Service } from "../../src/service/service";
import { startCommand } from "../support/command";
import { rawGet } from "../support/raw-get";
import { until } from "../support/until";

function info(address: string, family: "IPv4" | "IPv6" = "IPv4", internal = false) {
  return { address, family, internal, netmask: "", mac: "", cidr: null, scopeid: 0 };
}

const INTERFACES = {
  docker0: [info("172.17.0.1")],
  lo: [info("127.0.0.1", "IPv4", true)],
  tap9: [info("169.254.1.2")],
  other: [info("10.9.9.9")],
  wlan0: [info("fe80::1", "IPv6"), info("192.168.1.5")],
};

describe("the addresses for other machines", () => {
  const at = (address: string, family = "IPv4"): AddressInfo => ({ address, family, port: 3000 });

  it.each([
    ["127.0.0.1", []],
    ["127.0.1.1", []],
    ["192.168.1.5", ["http://192.168.1.5:3000/"]],
    ["0.0.0.0", ["http://192.168.1.5:3000/", "http://10.9.9.9:3000/", "http://172.17.0.1:3000/"]],
  ])("of a service on %s", (address, urls) => {
    expect(networkUrls(at(address), "http", INTERFACES)).toEqual(urls);
  });

  it.each([
    ["::1", []],
    ["fd00::5", ["http://[fd00::5]:3000/"]],
  ])("of a service on %s", (address, urls) => {
    expect(networkUrls(at(address, "IPv6"), "http", INTERFACES)).toEqual(urls);
  });
});

describe("pairing", () => {
  let service: Service;

  afterEach(() => service.close());

  async function start(host: string) {
    service = createService({ port: 0, host });
    return service.listen();
  }

  it("names no addresses while only this machine is let in", async () => {
    const { url, networkUrls: urls } = await start("127.0.0.1");
    expect(urls).toEqual([]);
    expect(JSON.parse((await rawGet(url, "/pair/")).body)).toEqual({ urls: [] });
  });

  it("names the addresses of this machine to this machine, and to nobody behind a proxy", async () => {
    const { port, networkUrls: urls } = await start("0.0.0.0");
    const here = `http://127.0.0.1:${port}/pair/`;
    expect(await (await fetch(here)).json()).toEqual({ urls });
    for (const headers of [{ "X-Forwarded-For": "203.0.113.9" }, { Via: "1.1 proxy" }]) {
      expect(await (await fetch(here, { headers })).json()).toEqual({ urls: [] });
    }
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((found) => found && found.family === "IPv4" && !found.internal);
    if (outside) {
      expect(await (await fetch(`http://${outside.address}:${port}/pair/`)).json()).toEqual({ urls: [] });
    }
  });

  it("draws an address as a QR code, and nothing else", async () => {
    const { url } = await start("127.0.0.1");
    const drawn = await rawGet(url, `/pair/qr.svg?to=${encodeURIComponent(`${url}chat?room=K7PX`)}`);
    expect(drawn).toMatchObject({ status: 200, type: expect.stringContaining("image/svg+xml") });
    expect(drawn.body).toMatch(/^<svg [\s\S]*<\/svg>$/);
    const refused = [
      "",
      "?to=",
      "?to=javascript:alert(1)",
      "?to=http://a&to=http://b",
      `?to=http://${"a".repeat(300)}`,
    ];
    for (const query of refused) {
      expect(await rawGet(url, `/pair/qr.svg${query}`)).toMatchObject({ status: 400 });
    }
  });
});

describe("the command", () => {
  it("prints the address for phones, and draws it, when the network is let in", async () => {
    const running = startCommand(["--port", "0", "--host", "0.0.0.0"]);
    let printed = "";
    running.process.stdout?.on("data", (text: string) => {
      printed += text;
    });
    const { port } = new URL(await running.url);
    const [first] = networkUrls({ address: "0.0.0.0", family: "IPv4", port: Number(port) });
    // A machine without a network has nothing to print.
    if (first !== undefined) await until(() => printed.includes(first) && /[▀▄█]{3}/.test(printed));
    running.process.kill();
    expect((await running.outcome).code).toBe(0);
  });
});
