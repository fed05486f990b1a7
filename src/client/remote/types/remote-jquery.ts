import type { RemoteEffects } from "./effects";
import type { RemoteListening, RemoteShorthand, RemoteShorthandName } from "./events";
import type { RemoteIterating } from "./iterating";
import type { RemoteInserting, RemoteSelecting } from "./selecting";
import type { RemoteGetting, RemoteNaming, RemoteValued } from "./values";

/**
 * A selection on other pages, with the methods of jQuery that can act from afar: getters give promises, all others
 * chain. What jQuery has and is missing here is refused; docs/methods.md tells why.
 *
 * @example
 * const $bob = $.jqluster("Bob");
 * const width = await $bob("#box").width(); // a number
 * $bob("#box").width(5).addClass("small");  // one message
 */
export interface RemoteJQuery
  extends RemoteSelecting,
    RemoteInserting,
    RemoteGetting,
    RemoteValued,
    RemoteNaming,
    RemoteEffects,
    RemoteListening,
    RemoteIterating,
    Readonly<Record<RemoteShorthandName, RemoteShorthand>> {}
