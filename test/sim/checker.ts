import type { JqlusterError } from "../../src/client/errors";
import type { Happening, Question, Span } from "./history";
import type { Link } from "./link";
import type { SimulatedPage } from "./page";
import type { EndedSession } from "./server-process";
import type { World } from "./world";

/** How much later than its cause something may come, in milliseconds: half-open connections, and the gap after them. */
const LATEST = 62_000;

/** Compares what happened in a world with what is promised. */
export function check(world: World): void {
  checkQuestions(world);
  checkExecutions(world);
  checkEvents(world);
  checkSessions(world);
  checkPresence(world);
  checkRemains(world);
}

function overlaps(a: Span, b: Span): boolean {
  return a.from <= b.to && b.from <= a.to;
}

/** When something may have been lost on its way from or to a page. */
function lossesOf(page: SimulatedPage): Span[] {
  const { losses, releasedAt } = page;
  return releasedAt === undefined ? losses : [...losses, { from: releasedAt, to: Number.POSITIVE_INFINITY }];
}

/** When a node may have been without a page, or with one that was about to go. */
function absencesOf(world: World, nodeId: string): Span[] {
  const spans: Span[] = [];
  let since = 0;
  for (const page of world.everyPage) {
    if (page.nodeId !== nodeId) continue;
    if (page.firstConnectedAt === undefined) continue;
    spans.push({ from: since, to: page.firstConnectedAt }, ...page.losses);
    since = page.releasedAt ?? Number.POSITIVE_INFINITY;
  }
  if (since < Number.POSITIVE_INFINITY) spans.push({ from: since, to: Number.POSITIVE_INFINITY });
  return spans;
}

function isExcused(world: World, question: Question, error: Error, at: number): boolean {
  const span = { from: question.askedAt, to: at };
  const { maxMessageBytes } = world.plan.limits;
  const asker = world.everyPage.find(({ name }) => name === question.asker);
  if (!asker) return false;
  switch ((error as JqlusterError).name) {
    case "RefusedError":
      return question.bytes > maxMessageBytes && error.message.includes(String(maxMessageBytes));
    case "DisconnectedError":
      return lossesOf(asker).some((loss) => overlaps(loss, span));
    case "NoSuchNodeError":
    case "WentAwayError":
    case "UnreachableError":
      return (
        absencesOf(world, question.node).some((absence) => overlaps(absence, span)) ||
        world.clusterTroubles.some((trouble) => overlaps(trouble, span))
      );
    default:
      return false;
  }
}

function checkQuestions(world: World): void {
  const { history } = world;
  const executed = new Set(history.executions.map(({ id }) => id));
  for (const question of history.questions.values()) {
    const { id, outcomes } = question;
    const [outcome] = outcomes;
    if (!outcome || outcomes.length !== 1) {
      history.violation(`question ${id} has ${outcomes.length} outcomes`);
      continue;
    }
    const { error, value, at } = outcome;
    if (error) {
      if (!isExcused(world, question, error, at)) {
        history.violation(`question ${id} fails without a reason: ${error.name}: ${error.message}`);
      }
      continue;
    }
    if (!executed.has(id)) history.violation(`question ${id} is answered and was not executed`);
    const { result } = value as { result: unknown };
    if (String(result).split(":")[0] !== id) history.violation(`question ${id} has the answer ${result}`);
  }
}

function checkExecutions({ history }: World): void {
  const seen = new Set<string>();
  const last = new Map<string, Question>();
  for (const { page, id } of history.executions) {
    const key = `${page} ${id}`;
    if (seen.has(key)) history.violation(`${page} executes ${id} twice`);
    seen.add(key);
    const question = history.questions.get(id);
    if (!question) continue;
    const path = `${page} ${id.slice(0, id.indexOf("#"))} ${question.epoch}`;
    const before = last.get(path);
    last.set(path, question);
    if (before && before.number > question.number) {
      history.violation(`${page} executes ${id} after ${before.id}`);
    }
  }
}

type Event = Happening & { readonly handler: string; readonly number: number };

function checkEvents(world: World): void {
  const { history } = world;
  const last = new Map<string, Event>();
  const heard = new Set<string>();
  for (const event of history.heard) {
    const path = `${event.handler} of ${event.id}`;
    const before = last.get(path);
    last.set(path, event);
    heard.add(`${path} ${event.number}`);
    if (before && before.number >= event.number) {
      history.violation(`${path}: event ${event.number} is heard after ${before.number}`);
    }
  }
  for (const { at, page, handler, number } of history.fired) {
    if (heard.has(`${handler} of ${page} ${number}`)) continue;
    const span = { from: at, to: at + LATEST };
    const listener = world.everyPage.find(({ name }) => name === handler.slice(0, handler.indexOf("@")));
    const teller = world.everyPage.find(({ name }) => name === page);
    const losses = [listener, teller].flatMap((one) => (one ? lossesOf(one) : []));
    if ([...losses, ...world.clusterTroubles].some((loss) => overlaps(loss, span))) continue;
    history.violation(`event ${number} of ${page} for ${handler} is lost`);
  }
}

/**
 * How a session of a page ended. A process names it by the connection over which it was begun or taken over there, and
 * the page need not have heard of that connection.
 *
 * @param first - The connection that began the session; absent: the first of the page.
 * @param next - The one that began the session after it, if any.
 */
function endOf(world: World, { links }: SimulatedPage, first?: Link, next?: Link): EndedSession | undefined {
  const own = links.slice(first ? links.indexOf(first) : 0, next ? links.indexOf(next) : links.length);
  const ends = own.map(({ id, process }) => world.everyProcess.get(process)?.ended.get(id));
  return ends.filter((end) => end !== undefined).at(-1);
}

/** A session goes on, unless there is a reason that it cannot. */
function checkSessions(world: World): void {
  const { history, plan } = world;
  const { resumeTimeout, maxUnsentBytes } = plan.limits;
  for (const page of world.everyPage) {
    const { lastLink } = page;
    const end = endOf(world, page, page.newSessions.at(-1)?.now);
    if (lastLink?.saidGoodbye && end?.reason === "did not come back in time") {
      history.violation(`${page.name} said goodbye, and its session waited for it`);
    }
    for (const [i, { at, before, first, now }] of page.newSessions.entries()) {
      const process = world.everyProcess.get(before.process);
      const gap = { from: before.troubledAt ?? at, to: at };
      const isElsewhere = before.process !== now.process;
      // The process that has it could not be asked.
      if (isElsewhere && world.clusterTroubles.some((trouble) => overlaps(trouble, gap))) continue;
      if (!process) continue;
      const ended = endOf(world, page, page.newSessions[i - 1]?.now, now);
      const isKnown = before !== first || before.framesUp > 0;
      const isLate = ended?.reason === "did not come back in time";
      const waited = ended ? ended.at - (before.serverEndedAt ?? ended.at) : 0;
      if (isLate && waited >= resumeTimeout) continue;
      const isTooMuch = /meanwhile|too slowly|could not be resumed/.test(ended?.reason ?? "");
      if (isTooMuch && maxUnsentBytes < 1_000_000) continue;
      if (ended?.reason === "server stops" || (!ended && (!isKnown || before.saidGoodbye))) continue;
      history.violation(
        `${page.name} begins a new session at ${at} without a reason: ${ended?.reason ?? "none"} (${before.id})`,
      );
    }
  }
}

function checkPresence(world: World): void {
  const { history } = world;
  const last = new Map<string, boolean>();
  const gone = new Map<string, number>();
  const lastOfPage = new Map<string, boolean>();
  for (const { watcher, node, online, page, pageOnline } of history.presences) {
    last.set(`${watcher} ${node}`, online);
    if (page === undefined) continue;
    const key = `${watcher} ${page}`;
    if (pageOnline === false && lastOfPage.get(key) !== false) gone.set(key, (gone.get(key) ?? 0) + 1);
    lastOfPage.set(key, pageOnline === true);
  }
  for (const [key, count] of gone) {
    const pageId = key.slice(key.indexOf(" ") + 1);
    const page = world.everyPage.find(({ node }) => node.pageId === pageId);
    if (!page || world.clusterTroubles.length > 0) continue;
    // Each session ends once, also one that the page has not heard of, and that of a page that is there has not.
    const sessions = page.links.filter(({ id, process }) => world.everyProcess.get(process)?.begun.has(id));
    const most = sessions.length - (page.releasedAt === undefined ? 1 : 0);
    if (count > most)
      history.violation(`${key} (${page.name}) was told gone ${count} times, ${most} at most`);
  }
  for (const watcher of world.pages.values()) {
    for (const node of watcher.watchedNodes) {
      const told = last.get(`${watcher.name} ${node}`);
      if (told !== world.pages.get(node)?.node.connected()) {
        history.violation(`${watcher.name} takes ${node} for ${told === true ? "there" : "absent"}`);
      }
    }
  }
}

/** When all is quiet, nothing is left but the pages that are there. */
function checkRemains(world: World): void {
  const { history } = world;
  for (const page of world.everyPage) {
    const { requests } = page.node.counts();
    if (requests > 0) history.violation(`${page.name} still waits for ${requests} answers`);
    if (page.releasedAt === undefined && !page.node.connected()) {
      history.violation(`${page.name} is not connected: ${page.node.transportName()}`);
    }
  }
  let connections = 0;
  let sessions = 0;
  for (const { name, core, sessions: own } of world.processes) {
    const { pendingRequests } = core.counts;
    if (pendingRequests > 0) history.violation(`${name} still holds ${pendingRequests} requests`);
    if (own.counts.waiting > 0) history.violation(`${name} still waits for ${own.counts.waiting} pages`);
    connections += core.counts.connections;
    sessions += own.counts.sessions;
  }
  if (connections !== world.pages.size) {
    history.violation(`${connections} connections are registered, of ${world.pages.size} pages`);
  }
  if (sessions !== world.pages.size)
    history.violation(`${sessions} sessions are kept, of ${world.pages.size} pages`);
}
