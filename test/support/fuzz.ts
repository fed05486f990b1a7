import { pick } from "./seeded-random";

const HOSTILE_TEXTS = [
  "",
  " ",
  "__proto__",
  "constructor",
  "Alice",
  "Bob",
  "Fuzz",
  "nobody",
  "\u0000",
  "a\nb",
  "\ud800",
  "x".repeat(300),
  "🎉".repeat(70),
  "register",
  "select_and_get",
  "select_and_listen",
  "select_and_get_reply",
  "select_and_listen_reply",
  "signal",
  "unlisten",
  "watch",
  "unwatch",
  "presence",
  "pages",
  "error",
  "notice",
];
const HOSTILE_NUMBERS = [0, -0, -1, 1.5, 1e308, -1e-308, 2 ** 53, 4_294_967_296];
const TYPES = HOSTILE_TEXTS.slice(13);
const MEMBERS = [
  "message_id",
  "message_type",
  "from",
  "to",
  "body",
  "from_page",
  "to_page",
  "__proto__",
  "toJSON",
];
const BODY_MEMBERS = [
  "node_id",
  "eval_code",
  "in_reply_to",
  "page_id",
  "error",
  "result",
  "method",
  "options",
];

function isHonest(node: unknown): boolean {
  return node === "Alice" || node === "Bob";
}

/** Seeded input for a door. */
export interface Fuzzer {
  /** The text of a message of the node "Fuzz" that is wrong in some way, or only strange. */
  envelope(): string;
  /** A text cut, doubled, mixed or with characters changed. */
  mangled(text: string): string;
  /** Any bytes. */
  bytes(longest: number): Buffer;
  /** One of these. */
  oneOf<T>(items: readonly T[]): T;
  /** A whole number below this. */
  below(limit: number): number;
}

/** Makes the same input for the same random numbers. */
export function fuzzer(random: () => number): Fuzzer {
  const below = (limit: number) => Math.floor(random() * limit);
  const oneOf = <T>(items: readonly T[]) => pick(random, items);

  function value(depth: number): unknown {
    const kind = depth === 0 ? below(5) : below(8);
    if (kind < 2) return oneOf(HOSTILE_TEXTS);
    if (kind === 2) return oneOf(HOSTILE_NUMBERS);
    if (kind === 3) return oneOf([null, true, false]);
    if (kind === 4) return String.fromCharCode(...Array.from({ length: below(6) }, () => below(65_536)));
    if (kind === 5) return Array.from({ length: below(4) }, () => value(depth - 1));
    return Object.fromEntries(
      Array.from({ length: below(4) }, () => [oneOf([...MEMBERS, ...BODY_MEMBERS]), value(depth - 1)]),
    );
  }

  function envelope(): string {
    const body = Object.fromEntries(
      Array.from({ length: below(4) }, () => [oneOf(BODY_MEMBERS), value(2)] as const),
    );
    const message: Record<string, unknown> = {
      message_id: below(1000),
      message_type: oneOf(TYPES),
      // In its own name it speaks to nobody but its like, since that would be no attack.
      from: oneOf(["Fuzz", "Fuzz", "Alice", "Bob"]),
      to: oneOf(["Fuzz", "nobody", null]),
      body: oneOf([body, body, value(3)]),
    };
    if (message.from !== "Fuzz") message.to = oneOf(["Alice", "Bob", "Fuzz", null]);
    for (let changes = below(3); changes > 0; changes--) {
      const member = oneOf(MEMBERS);
      if (below(2) === 0) delete message[member];
      else if (member !== "to") message[member] = value(3);
    }
    if (message.from === "Fuzz" && isHonest(message.to)) message.to = "Fuzz";
    if (below(50) === 0) return nested(below(3000));
    return JSON.stringify(message);
  }

  function nested(levels: number): string {
    return `{"message_id":1,"message_type":"signal","from":"Fuzz","to":"Fuzz","body":${"[".repeat(levels)}${"]".repeat(levels)}}`;
  }

  function mangled(text: string): string {
    const at = below(text.length + 1);
    switch (below(5)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(at);
      case 2:
        return text.slice(0, at) + text;
      case 3:
        return (
          text.slice(0, at) +
          oneOf(['"', "{", "[", "]", "}", ",", ":", "\\", "\u0000", "\u001e", "-", "/"]) +
          text.slice(at)
        );
      default:
        return text.slice(0, at) + String.fromCharCode(below(65_536)) + text.slice(at + 1);
    }
  }

  return {
    envelope,
    mangled,
    bytes: (longest) => Buffer.from(Array.from({ length: below(longest + 1) }, () => below(256))),
    oneOf,
    below,
  };
}
