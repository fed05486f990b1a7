import type { TargetPage } from "../../../src/client/page/target-page";

/** What a page shows, by selector. */
export type Shown = Readonly<Record<string, { text: string; value: string; classes: string }>>;

/** A page without a browser: elements that come to be when they are selected, and what was done to them. */
export interface FakePage {
  readonly target: TargetPage;
  readonly shown: Shown;
  /** The texts that were set, in order, since {@link forgetTexts}. */
  readonly texts: readonly string[];
  forgetTexts(): void;
}

class FakeElement {
  readonly nodeType = 1;
  readonly nodeName = "P";
  text = "";
  value = "";
  classes = "";
  readonly onText: (text: string) => void;

  constructor(onText: (text: string) => void) {
    this.onText = onText;
  }

  /** What elements of browsers say of themselves, by which the guards know them. */
  get [Symbol.toStringTag](): string {
    return "HTMLParagraphElement";
  }
}

/** As much of a jQuery object as the statements of the programs, and their guards, use. */
class FakeSelection {
  readonly [index: number]: FakeElement;
  readonly length: number;

  constructor(elements: readonly FakeElement[]) {
    this.length = elements.length;
    for (const [index, element] of elements.entries()) Object.defineProperty(this, index, { value: element });
  }

  each(visit: (index: number, element: FakeElement) => void): this {
    for (let i = 0; i < this.length; i++) visit(i, this[i] as FakeElement);
    return this;
  }

  text(text: string): this {
    return this.each((_, element) => {
      element.text = text;
      element.onText(text);
    });
  }

  val(value: string): this {
    return this.each((_, element) => {
      element.value = value;
    });
  }

  addClass(names: string): this {
    return this.each((_, element) => {
      element.classes = [element.classes, names].filter((name) => name !== "").join(" ");
    });
  }

  removeClass(): this {
    return this.each((_, element) => {
      element.classes = "";
    });
  }

  filter(): FakeSelection {
    return new FakeSelection([]);
  }

  find(): FakeSelection {
    return new FakeSelection([]);
  }

  parent(): FakeSelection {
    return new FakeSelection([]);
  }
}

/** Makes an empty page. */
export function fakePage(): FakePage {
  const shown: Record<string, FakeElement> = {};
  const texts: string[] = [];
  const select = (selector: string) => {
    shown[selector] ??= new FakeElement((text) => texts.push(text));
    return new FakeSelection([shown[selector]]);
  };
  // `instanceof` of the function holds for its selections, as with jQuery.
  select.prototype = FakeSelection.prototype;
  const document = { readyState: "complete" };
  return {
    // The declared types are those of a browser, of which this is the part that is used.
    target: { jQuery: select, window: { document } } as unknown as TargetPage,
    shown,
    texts,
    forgetTexts: () => {
      texts.length = 0;
    },
  };
}
