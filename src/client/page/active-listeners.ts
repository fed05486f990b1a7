/** The events whose listeners on the whole page are passive: browsers ignore there what prevents their default. */
const PASSIVE = /^(touchstart|touchmove|wheel|mousewheel)$/;

const WHOLE_PAGE = /^(undefined|#document|html|body)$/i;

/** The event of a handler of jQuery; without `originalEvent` when jQuery made it itself. */
export interface HandledEvent {
  readonly type: string;
  readonly originalEvent?: Event;
  /** What jQuery listens on. */
  readonly delegateTarget: { readonly nodeName?: unknown };
  preventDefault(): void;
  isDefaultPrevented(): boolean;
}

/** Prevents the default where jQuery cannot. */
export interface ActiveListeners {
  /** Prevents the default of an event that jQuery handles now. */
  prevent(event: HandledEvent): void;
  remove(): void;
}

/**
 * Listens once more, and not passively, to events whose default a handler of jQuery shall prevent: jQuery has no way to
 * ask for it. Whether an event is meant, as with a selector, stays the matter of jQuery, whose listeners run before.
 *
 * @param targets - What jQuery listens on already.
 * @param events - As `on` takes them.
 */
export function activeListeners(targets: ArrayLike<unknown>, events: string): ActiveListeners {
  // Browsers that know no options do not listen passively; for them it is a listener that comes too early.
  const options: AddEventListenerOptions = { passive: false };
  const undos: (() => void)[] = [];
  let prevented: unknown;

  function prevent(event: Event): void {
    if (event === prevented && event.cancelable) event.preventDefault();
  }

  events.split(/\s+/).forEach((name) => {
    const [type = ""] = name.split(".");
    for (let i = 0; PASSIVE.test(type) && i < targets.length; i++) {
      const target = targets[i] as EventTarget;
      target.addEventListener(type, prevent, options);
      undos.push(() => target.removeEventListener(type, prevent, options));
    }
  });
  return {
    prevent(event) {
      prevented = event.originalEvent;
      // Where the browser ignores it, it complains of each event: jQuery alone is told.
      if (PASSIVE.test(event.type) && WHOLE_PAGE.test(`${event.delegateTarget.nodeName}`))
        event.isDefaultPrevented = () => true;
      else event.preventDefault();
    },
    remove() {
      // The event at hand has still to arrive: `one` is over before it is prevented.
      setTimeout(() => {
        undos.forEach((undo) => {
          undo();
        });
      }, 0);
    },
  };
}
