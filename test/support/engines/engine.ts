/** The engines that the tests drive, newest first. */
export const ENGINE_NAMES = ["chromium", "firefox", "webkitgtk", "qtwebkit"] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

/** The inner size of a window, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A laptop. */
export const WIDE: Size = { width: 1120, height: 700 };
/** A phone held upright. An engine whose windows cannot be so narrow takes the narrowest that it has. */
export const NARROW: Size = { width: 390, height: 844 };

/** A browser engine that a test drives. */
export interface Engine {
  readonly name: EngineName;
  /** As it calls itself, for example `Firefox 153.7`. */
  readonly title: string;
  /** Opens a page that shares no storage with other pages. Default size: {@link WIDE}. */
  open(size?: Size): Promise<EnginePage>;
  close(): Promise<void>;
}

/** One page. Statements are ES5, so that every engine can run them. */
export interface EnginePage {
  readonly engine: EngineName;
  goto(address: string): Promise<void>;
  reload(): Promise<void>;
  back(): Promise<void>;
  /**
   * Runs the body of a function in the page.
   *
   * @returns What it returns, by way of JSON; `null` for nothing.
   * @throws Error with the page's own message when the statements throw or are no ES5 that the engine can read.
   */
  run(statements: string): Promise<unknown>;
  /** Clicks on the middle of an element as a person does. @param frame - A selector of the frame that it is in. */
  click(selector: string, frame?: string): Promise<void>;
  /** Types at the end of a field as a person does; a line feed is the Enter key. */
  type(selector: string, text: string, frame?: string): Promise<void>;
  /** @returns What the window shows, as PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

/** The expression that runs statements and gives a text: `unpack` gives what they returned. */
export function packed(statements: string): string {
  return `(function () {
    try { return JSON.stringify({ value: (function () { ${statements}\n })() }); }
    catch (error) { return JSON.stringify({ error: String(error) }); }
  })()`;
}

/** @throws Error when the statements threw, or could not be read at all. */
export function unpack(text: unknown, statements: string): unknown {
  if (typeof text !== "string") throw new Error(`the engine cannot read this script: ${statements}`);
  const outcome: unknown = JSON.parse(text);
  if (typeof outcome !== "object" || outcome === null) throw new Error(`no outcome: ${text}`);
  if ("error" in outcome) throw new Error(`${String(outcome.error)} in the script: ${statements}`);
  return "value" in outcome ? outcome.value : null;
}

/** The statements that put the cursor at the end of a field, where the next key goes. */
export function focusEnd(selector: string, frame?: string): string {
  return `var frame = ${JSON.stringify(frame ?? null)};
    frame = frame && document.querySelector(frame);
    var field = (frame ? frame.contentDocument : document).querySelector(${JSON.stringify(selector)});
    if (frame) frame.contentWindow.focus();
    field.focus();
    if (field.setSelectionRange) field.setSelectionRange(field.value.length, field.value.length);`;
}
