import { type Handshake, withSecret } from "../../src/connection";
import { doors, errorsOf } from "../support/door";
import { register } from "../support/messages";

const handshake = (parts: Partial<Handshake>): Handshake => ({
  headers: {},
  query: {},
  auth: {},
  address: "192.0.2.1",
  ...parts,
});

function errorOf(parts: Partial<Handshake>, nodeId = "Alice"): unknown {
  const permissions = withSecret("open sesame", {
    authorizeRegister: (_handshake, identity) => identity.nodeId !== "Mallory" || "not you",
  });
  const { connect } = doors(permissions);
  const page = connect({ handshake: handshake(parts) });
  page.door.receive(register(nodeId));
  return errorsOf(page.inbox)[0];
}

describe("a secret", () => {
  it.each<[string, Partial<Handshake>]>([
    ["auth", { auth: { secret: "open sesame" } }],
    ["the address", { query: { secret: "open sesame" } }],
    ["auth, whatever is in the address", { auth: { secret: "open sesame" }, query: { secret: "shut" } }],
  ])("opens when it stands in %s", (_place, parts) => {
    expect(errorOf(parts)).toBeNull();
  });

  it.each<[string, Partial<Handshake>]>([
    ["missing", {}],
    ["wrong", { auth: { secret: "open sesam" } }],
    ["longer", { auth: { secret: "open sesame!" } }],
    ["of other case", { auth: { secret: "Open Sesame" } }],
    ["empty", { auth: { secret: "" } }],
    ["an object", { auth: { secret: { toString: "open sesame" } } }],
    ["a list", { query: { secret: ["open sesame"] } }],
    ["in another place", { headers: { "x-secret": "open sesame" } }],
  ])("refuses when it is %s", (_how, parts) => {
    expect(errorOf(parts)).toBe("refused: the secret is missing or wrong");
  });

  it("stands beside the site's own rule", () => {
    expect(errorOf({ auth: { secret: "open sesame" } }, "Mallory")).toBe("refused: not you");
  });

  it("is not asked for when there is none", () => {
    expect(withSecret(undefined, {})).toEqual({});
  });

  describe("that is guessed", () => {
    const knocking = (maxWrongSecrets: number) => {
      const { connect } = doors(withSecret("open sesame", {}, maxWrongSecrets));
      return (secret: string | undefined, address = "192.0.2.1") => {
        const page = connect({ handshake: handshake({ auth: { secret }, address }) });
        page.door.receive(register("Mallory"));
        return errorsOf(page.inbox)[0];
      };
    };
    const TOO_MANY = expect.stringMatching(
      /^refused: too many wrong secrets came from this address; try again in \d+ s$/,
    );

    it("is not looked at any more after so many wrong ones, from this address alone", () => {
      const knock = knocking(3);
      for (let i = 0; i < 3; i++) expect(knock(`guess ${i}`)).toBe("refused: the secret is missing or wrong");
      expect(knock("open sesame")).toEqual(TOO_MANY);
      expect(knock("open sesame", "192.0.2.2")).toBeNull();
    });

    it("is not counted where none was given, nor where it was right", () => {
      const knock = knocking(1);
      for (let i = 0; i < 5; i++) expect(knock(undefined)).toBe("refused: the secret is missing or wrong");
      for (let i = 0; i < 5; i++) expect(knock("open sesame")).toBeNull();
    });

    it("is looked at for ever where that is wanted", () => {
      const knock = knocking(0);
      for (let i = 0; i < 200; i++)
        expect(knock(`guess ${i}`)).toBe("refused: the secret is missing or wrong");
      expect(knock("open sesame")).toBeNull();
    });
  });
});
