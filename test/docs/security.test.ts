import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { OPTIONS } from "../../src/options/options";
import type { Message } from "../../src/protocol";
import { PACKAGE_ROOT } from "../support/built-files";
import { type RunningCommand, startCommand } from "../support/command";
import { getRequest, message, register, replyTo } from "../support/messages";
import { openAndLeave } from "../support/polling-session";
import { snippetsOf } from "../support/snippets";
import { connectSocketIo, connectWebSocket, registered, type WireClient } from "../support/wire-client";

const SNIPPETS = snippetsOf("docs/security.md");
const TEXT = readFileSync(path.join(PACKAGE_ROOT, "docs/security.md"), "utf8");
const ofKind = (kind: string) => SNIPPETS.filter((snippet) => snippet.kind === kind);

let child: ChildProcess | undefined;
let command: RunningCommand | undefined;
afterEach(async () => {
  if (child) {
    const ended = new Promise((resolve) => child?.once("close", resolve));
    child.kill();
    await ended;
  }
  command?.process.kill();
  await command?.outcome;
  child = command = undefined;
});

/** Runs a module that listens on the variable `server`, and gives what it prints then: its port, and an expression's value. */
async function serve(
  code: string,
  expression = "null",
): Promise<{ readonly address: string; readonly value: unknown }> {
  const program = `${code.replace("server.listen(3000);", "")}
    server.listen(0, "127.0.0.1", async () => {
      console.log(JSON.stringify({ port: server.address().port, value: await ${expression} }));
    });`;
  const running = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, TOKEN_KEY: "0123456789abcdef0123456789abcdef" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  child = running;
  const line = await new Promise<string>((resolve) =>
    running.stdout.setEncoding("utf8").once("data", resolve),
  );
  const { port, value } = JSON.parse(line) as { readonly port: number; readonly value: unknown };
  return { address: `127.0.0.1:${port}`, value };
}

async function errorOf(page: WireClient, sent: Message): Promise<unknown> {
  page.send(sent);
  const { body } = await page.next();
  return (body as { readonly error?: unknown }).error;
}

const join = async (address: string, nodeId: string) =>
  registered(await connectWebSocket(`ws://${address}/jqluster`), nodeId);

/** Rules of the text: who is there, then who may ask whom, and the error of who may not. */
const RULES: Readonly<Record<string, readonly [from: string, to: string, error: string | null][]>> = {
  "pupils talk": [
    ["Teacher", "Pupil", null],
    ["Pupil", "Teacher", null],
    ["Pupil", "Other", "refused: pupils talk to the teacher"],
  ],
  "another room": [
    ["blue/Alice", "blue/Bob", null],
    ["blue/Alice", "red/Bob", "refused: that node is in another room"],
    ["blue/Alice", "blueish/Bob", "refused: that node is in another room"],
  ],
  "only the presenter": [
    ["Presenter", "Viewer", null],
    ["Viewer", "Presenter", "refused: only the presenter acts on pages"],
  ],
};

describe.each(Object.entries(RULES))("the rule: %s", (words, cases) => {
  it("lets pass and refuses what it says", async () => {
    const [snippet] = ofKind("js rule").filter(({ code }) => code.includes(words));
    const { address } = await serve(`
      import { createServer } from "node:http";
      import { attachJqluster } from "jqluster";
      const server = createServer();
      ${snippet?.code}`);
    for (const [from, to, error] of cases) {
      const [asker, target] = [await join(address, from), await join(address, to)];
      const request = getRequest(from, to);
      asker.send(request);
      if (error === null) {
        expect(await target.next()).toEqual(request);
        target.send(replyTo(request, 1));
        expect(await asker.next()).toMatchObject({ body: { result: 1 } });
      } else expect(await asker.next()).toMatchObject({ body: { error } });
      // The server itself may be asked by all.
      asker.send({ ...message("pages", from, "", { node_id: to }), to: null });
      expect(await asker.next()).toMatchObject({ message_type: "pages_reply", body: { error: null } });
      for (const page of [asker, target]) {
        page.close();
        await page.closed;
      }
    }
  });
});

test("signed tokens let a page be the node they are for, and no other", async () => {
  const [snippet] = ofKind("js tokens");
  const expression = `{
    alice: await tokenFor("Alice"),
    forged: await new SignJWT().setProtectedHeader({ alg: "HS256" }).setAudience("jqluster").setSubject("Alice").sign(Buffer.alloc(32)),
    late: await new SignJWT().setProtectedHeader({ alg: "HS256" }).setAudience("jqluster").setSubject("Alice").setExpirationTime(1).sign(key),
    elsewhere: await new SignJWT().setProtectedHeader({ alg: "HS256" }).setAudience("mail").setSubject("Alice").sign(key),
  }`;
  const { address, value } = await serve(snippet?.code ?? "", expression);
  const { alice, ...wrong } = value as Readonly<Record<string, string>>;
  const errorWith = async (token: unknown, nodeId = "Alice") => {
    const page = await connectSocketIo(`http://${address}`, ["websocket"], { auth: { token } });
    const error = await errorOf(page, register(nodeId));
    page.close();
    return error;
  };
  expect(await errorWith(alice)).toBeNull();
  expect(await errorWith(alice, "Bob")).toBe("refused: this token is for another node");
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${alice?.split(".")[1]}.`;
  for (const token of [...Object.values(wrong), unsigned, undefined, "", { toString: alice }]) {
    expect(await errorWith(token)).toBe("refused: not permitted");
  }
  const plain = await connectWebSocket(`ws://${address}/jqluster?token=${alice}`);
  expect(await errorOf(plain, register("Alice"))).toBe("refused: not permitted");
});

/** Starts the command of a snippet, on a free port. */
async function startShown(words: string): Promise<string> {
  const [line = ""] = ofKind("sh")
    .filter(({ code }) => code.includes(words))
    .map(({ code }) => code.trim());
  const [, name, value, shown = ""] = /^(?:(\w+)="([^"]*)" )?npx jqluster (.+)$/.exec(line) ?? [];
  command = startCommand([...shown.split(" "), "--port", "0"], name === undefined ? {} : { [name]: value });
  return `127.0.0.1:${new URL(await command.url).port}`;
}

test("--allow-origin lets in the pages of the origins named, and no others", async () => {
  const address = await startShown("--allow-origin");
  for (const origin of ["https://www.example.org", "https://shop.example.org"]) {
    await registered(await connectWebSocket(`ws://${address}/jqluster`, { origin }), "Alice");
  }
  await expect(
    connectWebSocket(`ws://${address}/jqluster`, { origin: "https://example.org" }),
  ).rejects.toThrow("403");
});

test("the secret is presented as the text says", async () => {
  const address = await startShown("JQLUSTER_SECRET");
  const [shown] = ofKind("js").map(({ code }) => code);
  const [, auth = ""] = /auth: (\{[^}]*\})/.exec(shown ?? "") ?? [];
  const [, query = ""] = /(\?secret=[^"]+)/.exec(shown ?? "") ?? [];
  const secret = /secret: "([^"]+)"/.exec(auth)?.[1];
  await registered(await connectSocketIo(`http://${address}`, ["polling"], { auth: { secret } }), "TV");
  await registered(await connectWebSocket(`ws://${address}/jqluster${query}`), "TV");
  const without = await connectWebSocket(`ws://${address}/jqluster`);
  expect(await errorOf(without, register("TV"))).toBe("refused: the secret is missing or wrong");
});

test("the limits have the defaults that are shown", () => {
  const rows = [...TEXT.matchAll(/^\| `(\w+)` \| (\d+)/gm)].map(([, name, value]) => [name, Number(value)]);
  expect(rows).toHaveLength(14);
  const defaults: ReadonlyMap<string, unknown> = new Map(
    Object.entries(OPTIONS).map(([name, spec]) => [name, spec.default]),
  );
  expect(rows).toEqual(rows.map(([name]) => [name, defaults.get(String(name))]));
});

test("the rule for origins lets in whom it names, and nobody else", async () => {
  const [snippet] = ofKind("js origins");
  const { address } = await serve(`
    import { createServer } from "node:http";
    import { attachJqluster } from "jqluster";
    const server = createServer();
    ${snippet?.code}`);
  const statusFor = async (origin: string) => (await openAndLeave(address, { origin })).status;
  expect(await statusFor("https://www.example.org")).toBe(200);
  expect(await statusFor("https://evil.example")).toBe(403);
});

test("every snippet has been run", () => {
  const kinds = ["sh", "js", "js tokens", "js origins", "js rule"];
  expect(kinds.map((kind) => ofKind(kind).length)).toEqual([2, 1, 1, 1, Object.keys(RULES).length]);
  expect(SNIPPETS).toHaveLength(8);
});
