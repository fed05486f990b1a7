import { classify, METHODS, type MethodClass } from "../../../src/client/expressions/methods";
import type { JsonValue } from "../../../src/protocol";
import { pick } from "../../support/seeded-random";
import { limitOf } from "./differences";
import { SELECTORS } from "./document";
import {
  type Argument,
  type Call,
  type Chain,
  jsonOf,
  type Program,
  type Statement,
  type Unit,
} from "./program";
import { MARKUP, SAMPLES, SINGLE, SMALL, WRAPPERS } from "./samples";
import { endOf, isShorthand, type Maker, shapesOf } from "./shapes";

/** These select the same before and after everything in {@link HARMLESS}. */
const PLAIN_SELECTORS = SELECTORS.filter((selector) =>
  /^([#.]?[\w-]+|ul > li|div div|td, th|b, i, a)$/.test(selector),
);
/** What changes no selection. */
const HARMLESS = /^(css|data|val|width|height|innerWidth|outerHeight|offset|scrollTop|scrollLeft)$/;
/** What may put many copies of many elements into the document. */
const MULTIPLIES =
  /^(after|append|before|prepend|replaceWith|html|wrap|wrapInner|appendTo|insert.*|prependTo|replaceAll)$/;

interface Limits {
  /** Selections stay the same, whatever else runs. */
  readonly plain: boolean;
  /** It is within a visit, which waits for promises among its results. */
  readonly visit?: boolean;
  depth: number;
  multiplications: number;
}

/**
 * Makes random programs.
 *
 * @param available - The methods that the pages' jQuery has.
 */
export function createGenerator(random: () => number, available: ReadonlySet<string>): () => Program {
  const methods = Object.keys(METHODS).filter((name) => shapesOf(name).length > 0 && available.has(name));
  // The many names that do nothing but trigger an event would crowd out the others.
  const weighted = methods.flatMap((name) => (isShorthand(name) ? [name] : [name, name, name, name]));
  const chance = (probability: number) => random() < probability;
  const upTo = (most: number) => Math.floor(random() * (most + 1));

  function maker(limits: Limits): Maker {
    const sample = (kind: keyof typeof SAMPLES) => pick<JsonValue | undefined>(random, SAMPLES[kind]);
    const make: Maker = {
      json: (json) => ({ json }),
      sample: (kind) => ({ json: sample(kind) }),
      selector: () => ({ json: pick(random, limits.plain ? PLAIN_SELECTORS : SELECTORS) }),
      nested: () =>
        limits.depth > 0 ? { chain: nestedChain({ ...limits, depth: limits.depth - 1 }) } : make.selector(),
      small: () => {
        const json = pick(random, SMALL);
        if (chance(0.2)) return { json };
        const units = Array.from({ length: upTo(2) }, () => [
          { method: pick(random, ["first", "last", "clone", "detach", "blur"]), args: [] },
        ]);
        return { chain: { root: [{ json }], units } };
      },
      single: () => {
        const chain = { root: [{ json: pick(random, SINGLE) }], units: [] };
        return chance(0.5) ? { chain } : (chain.root[0] as Argument);
      },
      markup: () => ({ json: pick(random, MARKUP) }),
      wrapper: () => ({ json: pick(random, WRAPPERS) }),
      some: (one) => Array.from({ length: 1 + Math.floor(random() * random() * 3) }, one),
      object: (names, values) => ({
        json: Object.fromEntries(
          Array.from({ length: upTo(3) }, () => [String(sample(names)), sample(values) ?? null]),
        ),
      }),
      list: (kind) => ({ json: Array.from({ length: upTo(3) }, () => sample(kind) ?? null) }),
    };
    return make;
  }

  function call(kinds: readonly MethodClass[], limits: Limits): Call {
    for (;;) {
      const method = pick(random, weighted);
      if (
        !kinds.includes(classify(method, []) as MethodClass) &&
        !kinds.includes(classify(method, [{}, 1]) as MethodClass)
      )
        continue;
      if (MULTIPLIES.test(method) && limits.multiplications <= 0) continue;
      const args = pick(random, shapesOf(method))(maker(limits));
      const kind = classify(method, args.map(jsonOf));
      if (!kind || !kinds.includes(kind)) continue;
      const made = { method, args };
      if (limits.visit && method === "promise") continue;
      if (limits.plain && (method === "clone" || (!/^(ge|sel)/.test(kind) && !HARMLESS.test(method))))
        continue;
      if (MULTIPLIES.test(method) && args.some((arg) => "chain" in arg || "json" in arg))
        limits.multiplications -= 1;
      return made;
    }
  }

  function unit(kinds: readonly MethodClass[], limits: Limits): Unit {
    const made = call(kinds, limits);
    const unit = [made, ...endOf(made).filter(({ method }) => available.has(method))];
    const doing = classify(made.method, made.args.map(jsonOf));
    const limit =
      doing === "setter" || doing === "effect" || /^serialize/.test(made.method) ? limitOf(made) : "";
    return limit ? [{ method: "filter", args: [{ json: limit }] }, ...unit] : unit;
  }

  function root(limits: Limits): readonly Argument[] {
    const make = maker(limits);
    if (!limits.plain && chance(0.04)) return [{ name: pick(random, ["window", "document"]) }];
    if (limits.depth > 0 && chance(0.05)) return [make.nested()];
    const selector = make.selector();
    return chance(0.1) ? [selector, chance(0.5) ? make.selector() : make.nested()] : [selector];
  }

  function nestedChain(limits: Limits): Chain {
    const kinds: MethodClass[] =
      chance(0.1) && !limits.plain ? ["selection", "setter", "effect"] : ["selection"];
    return { root: root(limits), units: Array.from({ length: upTo(2) }, () => unit(kinds, limits)) };
  }

  function chain(limits: Limits, ends: boolean): Chain {
    const units = Array.from({ length: upTo(4) }, () =>
      unit(chance(0.5) ? ["selection"] : ["setter", "effect"], limits),
    );
    return { root: root(limits), units: ends ? [...units, unit(["getter"], limits)] : units };
  }

  function chainsOnly(): Program {
    const limits: Limits = { plain: false, depth: 2, multiplications: 3 };
    const before = Array.from({ length: upTo(2) }, () => ({ chain: chain(limits, chance(0.3)) }));
    return [...before, { chain: chain(limits, true) }];
  }

  function savedSelections(): Program {
    const limits: Limits = { plain: true, depth: 1, multiplications: 0 };
    const plainUnits = (most: number, kinds: readonly MethodClass[]) =>
      Array.from({ length: upTo(most) }, () => unit(kinds, limits));
    const save: Statement = {
      save: "s.a",
      chain: { root: root(limits), units: plainUnits(2, ["selection", "setter"]) },
    };
    const uses = Array.from({ length: 1 + upTo(2) }, (): Statement => {
      const own: Chain["root"] = chance(0.7)
        ? "s.a"
        : pick(random, [
            [{ name: "s.a" }],
            [{ json: "li" }, { name: "s.a" }],
            [{ chain: { root: "s.a", units: [] } }],
          ]);
      const units = plainUnits(2, ["selection", "setter"]);
      if (chance(0.2))
        units.push([
          { method: pick(random, ["add", "not", "filter", "is", "has"]), args: [{ name: "s.a" }] },
        ]);
      const isValue = units[units.length - 1]?.[0]?.method === "is";
      return { chain: { root: own, units: isValue ? units : [...units, unit(["getter"], limits)] } };
    });
    return [save, ...uses];
  }

  function visits(): Program {
    const limits: Limits = { plain: true, depth: 1, multiplications: 0 };
    // A visit that fails ends all of them here, but not there: texts and documents have no size, for example.
    const elements: Unit = [{ method: "filter", args: [{ json: "*" }] }];
    const selects = [...Array.from({ length: upTo(2) }, () => unit(["selection"], limits)), elements];
    const method = chance(0.5) ? "map" : "each";
    const units = Array.from({ length: upTo(1) + (method === "each" ? 1 : 0) }, () =>
      unit(["setter"], limits),
    );
    const inner = method === "map" ? [...units, unit(["getter"], { ...limits, visit: true })] : units;
    return [
      { chain: { root: root(limits), units: selects }, visit: { method, units: inner } },
      { chain: chain(limits, true) },
    ];
  }

  return () => {
    const kind = random();
    return kind < 0.76 ? chainsOnly() : kind < 0.88 ? savedSelections() : visits();
  };
}
