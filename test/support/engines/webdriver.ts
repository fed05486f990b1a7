/** A session of the W3C WebDriver protocol: one window of one browser. */
export interface WebDriverSession {
  readonly browserName: string;
  readonly browserVersion: string;
  /** @throws Error with the driver's message when it does not do the command. */
  command(method: "GET" | "POST" | "DELETE", path: string, body?: object): Promise<unknown>;
  /** @returns The ID of the first element that a selector finds. */
  find(selector: string): Promise<string>;
}

/** The key under which the protocol names elements. */
export const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/** Begins a session. @param driver - Where the driver listens, for example `http://127.0.0.1:4444`. */
export async function beginSession(driver: string, alwaysMatch: object): Promise<WebDriverSession> {
  const begun = await send(driver, "POST", "/session", { capabilities: { alwaysMatch } });
  const sessionId = textAt(begun, "sessionId");
  const capabilities = memberOf(begun, "capabilities");
  const command: WebDriverSession["command"] = (method, path, body) =>
    send(driver, method, `/session/${sessionId}${path}`, body);
  return {
    browserName: textAt(capabilities, "browserName"),
    browserVersion: textAt(capabilities, "browserVersion"),
    command,
    find: async (value) =>
      textAt(await command("POST", "/element", { using: "css selector", value }), ELEMENT),
  };
}

async function send(driver: string, method: string, path: string, body?: object): Promise<unknown> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(driver + path, { method, ...init });
  const value = memberOf(await response.json(), "value");
  if (response.ok) return value;
  throw new Error(`${method} ${path}: ${textAt(value, "error")}: ${textAt(value, "message")}`);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function textAt(value: unknown, name: string): string {
  const text = memberOf(value, name);
  if (typeof text !== "string") throw new Error(`the driver gave no ${name}: ${JSON.stringify(value)}`);
  return text;
}
