import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.join(__dirname, "../..");
const LONGEST_FILE = 250;

/**
 * Words that were replaced by those of the field, so that nobody has to learn them. In lower case a word counts alone and
 * in names; with a capital it counts as that name only, since a promise may well have a rejection.
 */
const REPLACED = [
  "door",
  "doorOf",
  "OtherProcesses",
  "ThisProcess",
  "Inquiries",
  "Question",
  "ticket",
  "giveBack",
  "shelf",
  "takeOwedBy",
  "orphan",
  "isInHands",
  "welcomes",
  "StandingRequests",
  "StandingListeners",
  "Undelivered",
  "causedLog",
  "HttpFront",
  "guest",
  "stepIn",
  "FollowedServer",
  "endUnasked",
  "sayFarewell",
  "farewell",
  "steadyLogger",
  "explaining",
  "ExplainingWebSocketServer",
  "holdUntilEndOfTurn",
  "oncePerDelivery",
  "expectedInstead",
  "Rejection",
  "inquiry",
  "in hands",
  "owed",
  "steady",
  "patience",
  "hurry",
  "conclude",
  "the least grave",
] as const;

/** Words of everyday English that were replaced as names in the client, and may stand in sentences. */
const REPLACED_NAMES = ["drop", "lose", "over", "problem", "put", "soon"] as const;

const filesIn = (folder: string, names = /\.(ts|md|js|html)$/) =>
  readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => names.test(name))
    .map((name) => path.join(folder, name));

const readFiles = new Map<string, readonly string[]>();

function linesOf(file: string): readonly string[] {
  const lines = readFiles.get(file) ?? readFileSync(path.join(ROOT, file), "utf8").split("\n");
  readFiles.set(file, lines);
  return lines;
}

const wordPattern = (word: string) => {
  const [first = "", ...rest] = word;
  const name = `${first.toUpperCase()}${rest.join("")}s?(?![a-z])`;
  return new RegExp(word.startsWith(first.toLowerCase()) ? `(?<![A-Za-z])${word}s?(?![a-z])|${name}` : name);
};

const SAYING = [...filesIn("src"), ...filesIn("docs")];

it.each(REPLACED)("nothing says %j", (word) => {
  const pattern = wordPattern(word);
  const found = SAYING.flatMap((file) =>
    linesOf(file).flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line}`] : [])),
  );
  expect(found).toEqual([]);
});

it.each(REPLACED_NAMES)("nothing in the client is named %j", (name) => {
  const declared = new RegExp(`\\b(function|const|let) ${name}\\b|^ *(readonly )?${name}(\\(|: )`);
  const found = filesIn("src/client").flatMap((file) =>
    linesOf(file).flatMap((line, index) => (declared.test(line) ? [`${file}:${index + 1}: ${line}`] : [])),
  );
  expect(found).toEqual([]);
});

it("the root of src/ holds index.ts alone beside its folders", () => {
  const entries = readdirSync(path.join(ROOT, "src"), { withFileTypes: true });
  expect(entries.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual(["index.ts"]);
});

it.each(["bench", "public", "scripts", "src", "test"])(
  `no file of %s/ has more than ${LONGEST_FILE} lines`,
  (folder) => {
    const files = filesIn(folder, /\.(ts|[cm]?js|css|html)$/);
    expect(files.filter((file) => linesOf(file).length - 1 > LONGEST_FILE)).toEqual([]);
  },
);
