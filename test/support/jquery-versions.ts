import { readFileSync } from "node:fs";
import path from "node:path";

/** A jQuery build that pages may bring along. */
export interface JQueryBuild {
  /** For test titles, for example `jQuery 4.0.0 slim`. */
  readonly name: string;
  /** The script's file. */
  readonly path: string;
  /** Without effects, and in 3.x and 4.x without Ajax; in 4.x without `Deferred`. */
  readonly slim: boolean;
}

/** The one that old browsers still run. */
export const OLDEST_JQUERY = buildOf("jquery-1", false);

/** Every jQuery build that jQluster supports, for `describe.each`. */
export const JQUERY_BUILDS: readonly JQueryBuild[] = [
  OLDEST_JQUERY,
  buildOf("jquery-3", false),
  buildOf("jquery-3", true),
  buildOf("jquery", false),
  buildOf("jquery", true),
];

function buildOf(packageName: string, slim: boolean): JQueryBuild {
  const dist = path.dirname(require.resolve(packageName));
  const file = path.join(dist, slim ? "jquery.slim.min.js" : "jquery.min.js");
  const version = /jQuery v(\d+\.\d+\.\d+)/.exec(readFileSync(file, "utf8"))?.[1];
  if (version === undefined) throw new Error(`${file} does not say its version`);
  return { name: `jQuery ${version}${slim ? " slim" : ""}`, path: file, slim };
}
