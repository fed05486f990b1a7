import type { JQueryFunction } from "./page/jquery";
import { installPlugin } from "./plugin/plugin";

declare const jQuery: JQueryFunction | undefined;

if (typeof jQuery === "undefined") throw new Error("jqluster.js needs jQuery before it");
installPlugin(jQuery, window);
