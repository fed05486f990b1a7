type Getter = (this: unknown) => unknown;

const getters: { [name: string]: Getter } = {};

/**
 * A member of a node, as the browser has it: a field of a form that is named like a member, as in
 * `<input name="nodeName">`, hides it.
 */
export function memberOfNode(node: unknown, name: string): unknown {
  const known = getters[name];
  if (known) return known.call(node);
  for (let at = Object.getPrototypeOf(node); at; at = Object.getPrototypeOf(at)) {
    const { get, value } = Object.getOwnPropertyDescriptor(at, name) || {};
    if (value) return value;
    // Those of `Node` and `Element` are good for every node, also of another frame.
    if (get) {
      getters[name] = get;
      return get.call(node);
    }
  }
  // Old browsers have them on each node.
  return (node as { readonly [name: string]: unknown })[name];
}
