import { WrongSecretLimit } from "../../src/connection/wrong-secret-limit";

const MINUTE = 60_000;

describe("a limit of guesses", () => {
  const spent = (address: string, most = 3) => {
    const limit = new WrongSecretLimit(most);
    for (let i = 0; i < most; i++) {
      expect(limit.waitOf(address, 0)).toBe(0);
      limit.count(address, 0);
    }
    return limit;
  };

  it("lets so many pass, then as many a minute", () => {
    const limit = spent("192.0.2.1");
    expect(limit.waitOf("192.0.2.1", 0)).toBe(20);
    expect(limit.waitOf("192.0.2.1", MINUTE / 6)).toBe(10);
    expect(limit.waitOf("192.0.2.1", MINUTE / 3)).toBe(0);
    limit.count("192.0.2.1", MINUTE / 3);
    expect(limit.waitOf("192.0.2.1", MINUTE / 3)).toBe(20);
  });

  it("has all of them again after a pause, and no more", () => {
    const limit = spent("192.0.2.1");
    for (let i = 0; i < 3; i++) {
      expect(limit.waitOf("192.0.2.1", 100 * MINUTE)).toBe(0);
      limit.count("192.0.2.1", 100 * MINUTE);
    }
    expect(limit.waitOf("192.0.2.1", 100 * MINUTE)).toBe(20);
  });

  it.each([
    ["192.0.2.1", "192.0.2.2", false],
    ["192.0.2.1", "::ffff:192.0.2.1", true],
    ["2001:db8:0:1::1", "2001:db8::1:ffff:0:0:2", true],
    ["2001:db8:0:1::1", "2001:0DB8:0000:0001:a:b:c:d", true],
    ["2001:db8:0:1::1", "2001:db8:0:2::1", false],
    ["::1", "::2", true],
    ["fe80::1%eth0", "fe80::2%eth1", true],
    ["", "192.0.2.1", false],
  ])("takes %s and %s for one: %p", (one, other, isOne) => {
    expect(spent(one).waitOf(other, 0) > 0).toBe(isOne);
  });

  it("remembers a bounded number of addresses, the ones last heard of", () => {
    const limit = spent("192.0.2.1", 1);
    for (let i = 0; i < 9_999; i++) limit.count(`10.0.${i >> 8}.${i & 255}`, 0);
    expect(limit.waitOf("192.0.2.1", 0)).toBe(60);
    limit.count("10.1.0.0", 0);
    expect(limit.waitOf("192.0.2.1", 0)).toBe(0);
    expect(limit.waitOf("10.0.0.0", 0)).toBe(60);
  });
});
