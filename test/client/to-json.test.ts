import { dateText, toJson } from "../../src/client/to-json";

const DAY = new Date(Date.UTC(2024, 1, 29));

class Money {
  constructor(readonly cents: number) {}
  toJSON(): string {
    return `${this.cents / 100} EUR`;
  }
}

const VALUES: readonly unknown[] = [
  null,
  undefined,
  true,
  -0.5,
  Number.NaN,
  'a "quote", a line\n and \u2028',
  [],
  {},
  [1, [2, [undefined, () => {}, Symbol("s")]], new Array(2)],
  { a: { "b c": [{}], d: undefined, e: null }, toJSON: 5 },
  JSON.parse('{"__proto__": {"x": 1}, "1": 2, "0": 3}'),
  { when: DAY, never: new Date(Number.NaN), price: [new Money(1250)] },
  [Object("text"), Object(1), Object(false)],
  Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } }),
];
const TEXTS = VALUES.map((value) => `${JSON.stringify(value)}`);

/** Contains itself; what it contains twice is no circle. */
const CIRCLE: { a: unknown[]; b?: unknown } = { a: [DAY, DAY, []] };
CIRCLE.a.push(CIRCLE.a[2]);
CIRCLE.b = CIRCLE;

/** The prototypes that libraries have been seen to give a `toJSON`. */
const PROTOTYPES = [Array, Object, String, Number, Boolean, Date].map(({ prototype }) => prototype as object);
const ways: readonly (readonly [string, () => unknown, boolean])[] = [
  ["answers something else", () => "something else", true],
  ["throws", () => fail(), true],
  ["cannot be enumerated", () => "something else", false],
];

function fail(): never {
  throw new Error("toJSON was called");
}

describe.each(ways)("with a toJSON of all objects that %s", (_what, toJSON, enumerable) => {
  const own = PROTOTYPES.map((prototype) => Object.getOwnPropertyDescriptor(prototype, "toJSON"));
  function withToJson<T>(run: () => T): T {
    for (const prototype of PROTOTYPES) {
      Object.defineProperty(prototype, "toJSON", {
        value: toJSON,
        enumerable,
        configurable: true,
        writable: true,
      });
    }
    try {
      return run();
    } finally {
      PROTOTYPES.forEach((prototype, i) => {
        const before = own[i];
        if (before) Object.defineProperty(prototype, "toJSON", before);
        else Reflect.deleteProperty(prototype, "toJSON");
      });
    }
  }

  test("values are written as without it", () => {
    const { texts, seen } = withToJson(() => {
      const members: unknown[] = [];
      return {
        texts: VALUES.map((value) => toJson(value)),
        seen: toJson([1], "it", (m) => members.push(m)) && members,
      };
    });
    expect(texts).toEqual(TEXTS);
    expect(seen).toEqual([[1], 1]);
  });

  test("what contains itself is an error of ours", () => {
    expect(() => withToJson(() => toJson(CIRCLE, "it"))).toThrow("it cannot travel: it contains itself");
  });

  test("dates are written as without it", () => {
    expect(withToJson(() => dateText(DAY))).toBe(DAY.toJSON());
  });
});

test("without one, JSON is written as ever", () => {
  expect(VALUES.map((value) => toJson(value))).toEqual(TEXTS);
});

test("what contains itself is an error of ours; what stands in a value twice is none", () => {
  expect(() => toJson(CIRCLE, "it")).toThrow("it cannot travel: it contains itself");
  expect(toJson(CIRCLE.a, "it")).toBe(JSON.stringify(CIRCLE.a));
  expect(VALUES.map((value) => toJson(value, "it"))).toEqual(TEXTS);
});
