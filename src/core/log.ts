/** The level of a log line, the most severe first. */
export type LogLevel = "error" | "warn" | "info" | "debug";

/** The subject of a log line, for loggers that have fields beside the text. */
export interface LogContext {
  readonly connection?: string;
  readonly node?: string;
  /** The room, when it has a name. */
  readonly room?: string;
}

/** Where log lines go. The default, {@link silentLogger}, drops them. */
export type Logger = (level: LogLevel, message: string, context?: LogContext) => void;

/** A logger that drops everything. */
export const silentLogger: Logger = () => {};

const LONGEST_QUOTE = 80;
/** Terminal codes, line breaks, and characters that change the direction of text. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Text from outside, made safe to stand in a log line: quoted, cut, and without line breaks or terminal codes.
 *
 * @example
 * quote("Bob\n[error] disk full"); // one line, in quotes: the line break is escaped
 */
export function quote(value: unknown): string {
  const text = String(value);
  const cut = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
  return printable(JSON.stringify(cut));
}

/** Escapes every character that could break a line or control a terminal. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, escapeUnit);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
