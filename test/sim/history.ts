/** When something may have been lost for a page, or a part of the world. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A question of one page to a node. */
export interface Question {
  readonly id: string;
  readonly asker: string;
  readonly node: string;
  readonly number: number;
  readonly bytes: number;
  readonly askedAt: number;
  /** The session of the asker that it left in. */
  epoch: number;
  readonly outcomes: { readonly at: number; readonly error: Error | undefined; readonly value: unknown }[];
}

/** Something that a page did because of another: an execution of a question, or an event that was told. */
export interface Happening {
  readonly at: number;
  readonly page: string;
  readonly id: string;
}

/** What happened in one simulated world. */
export class History {
  readonly lines: string[] = [];
  readonly violations: string[] = [];
  readonly questions = new Map<string, Question>();
  readonly executions: Happening[] = [];
  /** Events that a page told, and that a page heard, by the name of the handler and the number of the event. */
  readonly fired: (Happening & { readonly handler: string; readonly number: number })[] = [];
  readonly heard: (Happening & { readonly handler: string; readonly number: number })[] = [];
  /** Presence as told: by the watcher. */
  readonly presences: {
    readonly at: number;
    readonly watcher: string;
    readonly node: string;
    readonly online: boolean;
    readonly page: string | undefined;
    readonly pageOnline: boolean | undefined;
  }[] = [];

  note(text: string): void {
    this.lines.push(`${String(now()).padStart(7)} ${text}`);
  }

  violation(text: string): void {
    this.violations.push(text);
    this.note(`VIOLATION ${text}`);
  }
}

export function now(): number {
  return performance.now();
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
