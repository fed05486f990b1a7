import type { Engine, EngineName } from "./engine";
import { launchChromium, launchFirefox } from "./playwright-engine";
import { launchQtWebKit } from "./qtwebkit-engine";
import { launchWebKitGtk } from "./webkitgtk-engine";

export { ask, waitFor } from "./asking";
export {
  ENGINE_NAMES,
  type Engine,
  type EngineName,
  type EnginePage,
  NARROW,
  type Size,
  WIDE,
} from "./engine";

const LAUNCHERS: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  chromium: launchChromium,
  firefox: launchFirefox,
  webkitgtk: launchWebKitGtk,
  qtwebkit: launchQtWebKit,
};

/**
 * Starts an engine; the test closes it again.
 *
 * @throws Error when it is not installed.
 * @example
 * const engine = await launchEngine("firefox");
 * const page = await engine.open();
 * await page.goto(site.url);
 */
export function launchEngine(name: EngineName): Promise<Engine> {
  return LAUNCHERS[name]();
}
