/** How grave a log line is. */
export type LogLevel = "error" | "warn" | "info" | "debug";

/** What a log line is about, for loggers that keep fields apart from the text. */
export interface LogContext {
  readonly connection?: string;
  readonly node?: string;
}

/** Where log lines go. The default, {@link silentLogger}, drops them. */
export type Logger = (level: LogLevel, message: string, context?: LogContext) => void;

/** A logger that says nothing. */
export const silentLogger: Logger = () => {};

const LONGEST_QUOTE = 80;
/** Terminal codes, line breaks, and what turns the direction of text. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Text from outside, made safe to stand in a log line: quoted, cut, and without line breaks or terminal codes.
 *
 * @example
 * quote("Bob\n[error] all is lost"); // "Bob\n[error] all is lost" on one line, in quotes
 */
export function quote(value: unknown): string {
  const text = String(value);
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return printable(JSON.stringify(cut));
}

/** Text with everything that could break a line or steer a terminal made visible. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
