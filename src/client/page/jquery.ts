/** What is used of a jQuery object here; every version from 1.12 on has it. */
export interface JQueryObject {
  readonly length: number;
  readonly [member: string]: unknown;
  filter(selector: string): JQueryObject;
  find(selector: string): JQueryObject;
  parent(): JQueryObject;
  contents(): JQueryObject;
  append(content: unknown): JQueryObject;
  detach(): JQueryObject;
  slice(from: number, to: number): JQueryObject;
  /** A visit that returns `false` is the last. */
  each(visit: (index: number, element: unknown) => unknown): JQueryObject;
}

/** What is used of `jQuery` itself. */
export interface JQueryFunction {
  (...args: readonly unknown[]): JQueryObject;
  parseHTML(markup: string, context: Document, keepScripts: boolean): readonly Node[] | null;
  htmlPrefilter(markup: string): string;
  contains(outer: unknown, inner: unknown): boolean;
  /** What all events are that it gives to handlers. */
  readonly Event: new (
    ...args: never[]
  ) => object;
}

/** What is used of a window. */
export interface WindowLike {
  readonly document: Document;
  readonly trustedTypes?: TrustedTypesLike;
}

/** The part of the browser's Trusted Types that makes a policy. */
export interface TrustedTypesLike {
  createPolicy(
    name: string,
    rules: { readonly createHTML: (markup: string) => string },
  ): { createHTML(markup: string): unknown };
}
