interface EventName {
  readonly type: string;
  readonly namespaces: readonly string[];
}

function parse(name: string): EventName {
  const [type = "", ...namespaces] = name.split(".");
  return { type, namespaces };
}

/** The single events of a list such as `"click keyup.menu"`. */
export function eventNames(list: string): string[] {
  return list.split(/\s+/).filter((name) => name !== "");
}

/** Whether `off(list)` takes away what was attached for `event`: same type or none given, all its namespaces there. */
export function offMatches(list: string, event: string): boolean {
  const attached = parse(event);
  return eventNames(list).some((name) => {
    const wanted = parse(name);
    if (wanted.type !== "" && wanted.type !== attached.type) return false;
    return wanted.namespaces.every((namespace) => attached.namespaces.indexOf(namespace) >= 0);
  });
}
