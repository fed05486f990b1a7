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
});
