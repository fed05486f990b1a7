import type { JqlusterStatic } from "./jqluster-static";

// Interfaces of the same name are merged: with the type definitions of jQuery where a project has them; without,
// `declare const $: JQueryStatic` is all that is missing.
declare global {
  interface JQueryStatic {
    /** Remote jQuery; put here by jqluster.js. */
    readonly jqluster: JqlusterStatic;
  }
  interface JQuery<TElement = HTMLElement> {
    /** The nodes an XPath leads to, such as `//html[1]/body[1]/div[@id='a']`. */
    xpath(path: string): JQuery<TElement>;
  }
}
