import type { Chain, Step } from "../expressions";
import { soon } from "../promise";
import type { Place } from "./arguments";

/** One remote selection, or one call on it: a link of a chain that ends at its root. */
export interface Link {
  readonly place: Place;
  readonly parent: Link | undefined;
  /** The root's arguments; only where there is no parent. */
  readonly root: Chain["root"];
  readonly step: Step | undefined;
  /** Whether the step changes the page, so that it may run once only. */
  readonly changes: boolean;
  /** Whether the change is on its way already. */
  sent: boolean;
}

/**
 * Gathers the calls of one statement into one message. A statement stays open while calls go on from its last link,
 * until a value is asked for, another statement begins, or the current task ends.
 */
export interface Statements {
  /** A call that changes the page and gives no value: waits for the rest of its statement. */
  extend(link: Link): void;
  /** The chain up to this link, as the end of its statement; statements before it have been sent. */
  close(link: Link): Chain;
  /** The chain as an argument of another: together with its own unsent changes. */
  take(link: Link): Chain;
}

/** @param sendChanges - Sends a chain that nobody wants the value of. */
export function createStatements(sendChanges: (place: Place, chain: Chain) => void): Statements {
  let open: Link | undefined;
  let flushing = false;

  function flush(): void {
    const link = open;
    open = undefined;
    if (link) sendChanges(link.place, chainOf(link));
  }

  /** Whether the link goes on from the open statement without changes of its own in between. */
  function continues(link: Link | undefined): boolean {
    let at = link;
    while (at && at !== open) {
      if (at.changes && !at.sent) return false;
      at = at.parent;
    }
    return at !== undefined;
  }

  function chainOf(link: Link): Chain {
    const steps: Step[] = [];
    let at = link;
    for (;;) {
      if (at.step && !at.sent) steps.unshift(at.step);
      if (at.changes) at.sent = true;
      if (!at.parent) return { root: at.root, steps };
      at = at.parent;
    }
  }

  return {
    extend(link) {
      if (open && !continues(link.parent)) flush();
      open = link;
      if (flushing) return;
      flushing = true;
      soon(() => {
        flushing = false;
        flush();
      });
    },
    close(link) {
      if (open && !continues(link.changes ? link.parent : link)) flush();
      open = undefined;
      return chainOf(link);
    },
    take(link) {
      if (open && continues(link)) open = undefined;
      return chainOf(link);
    },
  };
}
