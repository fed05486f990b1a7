import { type Chain, chainArgument, classify, isNested, type MethodClass, type Step } from "../expressions";
import { nextMicrotask } from "../promise";
import type { Place } from "./arguments";

/** One remote selection, or one call on it: a link of a chain that ends at its root. */
export interface Link {
  readonly place: Place;
  readonly parent: Link | undefined;
  /** The call; of a root that of `$`. */
  readonly step: Step;
  /** What is left of the call when its selection is used again: none if it changes the page, as it may run once only. */
  readonly again: Step | undefined;
  /** The statement in which the call changes the page. */
  statement: Statement | undefined;
  /** Grows from link to link. */
  readonly made: number;
}

/** A statement that has not been sent. It may go on from its last link. */
interface Statement {
  last: Link;
  /** When its first change was said. */
  readonly made: number;
}

let made = 0;

/**
 * Gathers the calls of one statement into one message. A statement stays open while calls go on from its last link,
 * until a value is asked for, another statement begins, or the current task ends. A statement that stands as an
 * argument becomes part of the other.
 */
export interface Statements {
  /** A call that changes the page and gives no value: waits for the rest of its statement. */
  extend(link: Link): void;
  /** The chain up to this link, as the end of its statement; statements before it have been sent. */
  close(link: Link): Chain;
  /**
   * The chain as an argument of another one. Its unsent changes travel inside the other chain. If they were made before
   * the other chain's selection, they are sent first instead, since the selection may depend on them.
   *
   * @param receiver - The link that the argument is for; none: `$`.
   */
  take(link: Link, receiver: Link | undefined): Chain;
  /** Sends all statements that are open. */
  flush(): void;
}

/** Makes the link of a call. @param kind - What the call does; `undefined` for `$`. */
export function linkTo(
  place: Place,
  parent: Link | undefined,
  step: Step,
  kind: MethodClass | undefined,
): Link {
  return {
    place,
    parent,
    step,
    again: changesBy(kind) ? undefined : withoutChanges(step),
    statement: undefined,
    made: made++,
  };
}

function changesBy(kind: MethodClass | undefined): boolean {
  return kind === "setter" || kind === "effect";
}

/** Whether the call, or one in its arguments, changes the page. */
export function changesPage(link: Link): boolean {
  return link.again !== link.step;
}

/** The chain of a link without the calls that change the page: what it selects, any time it is asked. */
export function selectionOf(link: Link): Chain {
  return chainOf(link, undefined);
}

/** @param sendChanges - Sends a chain that nobody wants the value of. */
export function createStatements(sendChanges: (place: Place, chain: Chain) => void): Statements {
  let waiting: Statement[] = [];
  let flushing = false;

  function flush(): void {
    const statements = waiting;
    waiting = [];
    statements.forEach((statement) => {
      sendChanges(statement.last.place, chainOf(statement.last, statement));
    });
  }

  /** The statement that goes on with the link: the one said last, when nothing else has changed since. */
  function statementOf(link: Link): Statement | undefined {
    const statement = waiting[waiting.length - 1];
    for (let at: Link | undefined = link; at && statement; at = at.parent) {
      if (at === statement.last) return statement;
      if (at !== link && changesPage(at)) return undefined;
    }
    return undefined;
  }

  return {
    flush,
    extend(link) {
      link.statement = statementOf(link);
      if (link.statement) link.statement.last = link;
      else {
        link.statement = { last: link, made: link.made };
        waiting.push(link.statement);
      }
      if (flushing) return;
      flushing = true;
      nextMicrotask(() => {
        flushing = false;
        flush();
      });
    },
    close(link) {
      let statement = statementOf(link);
      if (statement) waiting.pop();
      else statement = { last: link, made };
      flush();
      // A call for a value is made once only, with all the changes in its arguments.
      if (!link.statement) link.statement = statement;
      return chainOf(link, statement);
    },
    take(link, receiver) {
      let statement = statementOf(link);
      if (statement && receiver && receiver.made > statement.made) statement = undefined;
      if (statement) waiting.pop();
      return chainOf(link, statement);
    },
  };
}

/** The chain up to a link, with the changes of one statement. */
function chainOf(link: Link, statement: Statement | undefined): Chain {
  const steps: Step[] = [];
  for (let at: Link | undefined = link; at; at = at.parent) {
    const step = statement && at.statement === statement ? at.step : at.again;
    if (step) steps.unshift(step);
  }
  return chainOfSteps(steps);
}

/** A call without the changes in its arguments; the same object when there are none. */
function withoutChanges(step: Step): Step {
  const args = step.args.map((argument) => {
    if (!isNested(argument) || typeof argument.value === "string") return argument;
    const steps = [{ method: "$", args: argument.value.root }, ...argument.value.steps];
    const rest = steps.filter((inner) => !changesBy(classify(inner.method, inner.args))).map(withoutChanges);
    const same = rest.length === steps.length && rest.every((inner, i) => inner === steps[i]);
    return same ? argument : chainArgument(chainOfSteps(rest));
  });
  return args.every((argument, i) => argument === step.args[i]) ? step : { method: step.method, args };
}

function chainOfSteps(steps: readonly Step[]): Chain {
  return { root: steps[0]?.args ?? [], steps: steps.slice(1) };
}
