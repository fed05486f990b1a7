import path from "node:path";
import { findTool, TEST_TOOLS } from "../../../scripts/test-tools.cjs";
import { until } from "../until";
import { type Engine, type EnginePage, focusEnd, packed, type Size, unpack, WIDE } from "./engine";
import { startProgram } from "./program";

/** What the Python program beside this file answers to a command. */
interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/** The WebKit of 2016, as Qt has it: the generation of many televisions. */
export async function launchQtWebKit(): Promise<Engine> {
  const python = findTool(TEST_TOOLS.qtWebKit);
  if (python === undefined) throw new Error("QtWebKit was not found: run `node scripts/prepare-tests.mjs`");
  const env = { ...process.env, QT_QPA_PLATFORM: "offscreen", PYTHONUNBUFFERED: "1" };
  const program = startProgram(python, [path.join(__dirname, "qtwebkit.py")], env);
  const waiting = new Map<number, (answer: Answer) => void>();
  let commands = 0;
  let pages = 0;

  async function readAnswers(): Promise<never> {
    for (;;) {
      const answer = answerOf(await program.line());
      waiting.get(answer.id)?.(answer);
      waiting.delete(answer.id);
    }
  }
  const failed = readAnswers();
  // Whoever waits for an answer is told.
  failed.catch(() => {});

  async function command(name: string, page: number, args: object = {}): Promise<unknown> {
    commands += 1;
    const id = commands;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    program.send(JSON.stringify({ id, name, page, ...args }));
    const answer = await Promise.race([answered, failed]);
    if (answer.error !== undefined) throw new Error(`${name}: ${answer.error}`);
    return answer.value;
  }

  async function open(size: Size = WIDE): Promise<EnginePage> {
    pages += 1;
    const page = pages;
    await command("open", page, size);
    const run = async (statements: string) =>
      unpack(await command("run", page, { script: packed(statements) }), statements);

    /** Where the middle of an element is, once it can be seen. */
    async function placeOf(selector: string, frame: string | undefined): Promise<object> {
      let place: unknown = null;
      await until(async () => {
        place = await run(
          `return (${findPlace})(${JSON.stringify(selector)}, ${JSON.stringify(frame ?? null)})`,
        );
        return place !== null;
      });
      return { place };
    }

    return {
      engine: "qtwebkit",
      goto: async (address) => {
        await command("goto", page, { address });
      },
      reload: async () => {
        await command("reload", page);
      },
      back: async () => {
        await command("back", page);
      },
      run,
      click: async (selector, frame) => {
        await command("click", page, await placeOf(selector, frame));
      },
      type: async (selector, text, frame) => {
        await placeOf(selector, frame);
        await run(focusEnd(selector, frame));
        await command("type", page, { text });
      },
      screenshot: async () => Buffer.from(String(await command("screenshot", page)), "base64"),
      close: async () => {
        await command("close", page);
      },
    };
  }

  return {
    name: "qtwebkit",
    title: `QtWebKit ${String(await command("version", 0))}`,
    open,
    close: () => program.stop(),
  };
}

function answerOf(line: string): Answer {
  const answer: unknown = JSON.parse(line);
  if (typeof answer === "object" && answer !== null && "id" in answer && typeof answer.id === "number") {
    return { ...answer, id: answer.id };
  }
  throw new Error(`not an answer: ${line}`);
}

/** Runs in the page. */
const findPlace = `function (selector, frameSelector) {
  var frame = frameSelector && document.querySelector(frameSelector);
  var inside = frame ? frame.contentDocument : document;
  var element = inside && inside.querySelector(selector);
  if (!element || element.getClientRects().length === 0) return null;
  if (frame) frame.scrollIntoView();
  element.scrollIntoView();
  var place = element.getBoundingClientRect();
  var origin = frame ? frame.getBoundingClientRect() : { left: 0, top: 0 };
  return [origin.left + place.left + place.width / 2, origin.top + place.top + place.height / 2];
}`;
