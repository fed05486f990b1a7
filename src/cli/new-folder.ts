import { constants, copyFileSync, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../service/make-folder";

/** The starting points, each a folder of `templates/`, with what they are. */
export const TEMPLATES = {
  buzzer: "a quiz: a screen shows which phone was first",
  remote: "a screen with slides, and a phone that turns them",
  blank: "two pages that greet each other",
} as const;

/** The name of a starting point. */
export type Template = keyof typeof TEMPLATES;

/** Whether there is a starting point of this name. */
export function isTemplate(name: string): name is Template {
  return Object.hasOwn(TEMPLATES, name);
}

const TEMPLATE_FOLDER = join(__dirname, "..", "..", "templates");

/**
 * Writes a starting point into a folder, which is made when it is not there.
 *
 * @returns The files that were written.
 * @throws Error that names a file which is there already; nothing is written then.
 * @example
 * writeTemplate("show", "blank"); // ["phone.html", "screen.html"]
 */
export function writeTemplate(folder: string, template: Template): readonly string[] {
  const source = join(TEMPLATE_FOLDER, template);
  const files = readdirSync(source).sort();
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`${folder} is not a folder`);
  const present = files.find((file) => existsSync(join(folder, file)));
  if (present !== undefined) {
    throw new Error(
      `${join(folder, present)} is there already, and nothing was written; choose another folder`,
    );
  }
  makeFolder(folder);
  // The flag fails where a file has come in between.
  for (const file of files) copyFileSync(join(source, file), join(folder, file), constants.COPYFILE_EXCL);
  return files;
}

/** What to do with a folder that was just written. */
export function nextSteps(folder: string, files: readonly string[]): string {
  const named = /^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder);
  return [
    `Wrote ${files.join(", ")} to ${folder}.`,
    "",
    `  npx jqluster ${named}                   serves it to this computer`,
    `  npx jqluster ${named} --host 0.0.0.0    serves it to phones as well`,
    "",
  ].join("\n");
}
