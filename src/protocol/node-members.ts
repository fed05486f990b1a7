/**
 * A member of a node. A field of a form hides the member that it is named like, as `<input name="nodeName">` does, and an
 * image that of its document.
 */
export function memberOfNode(node: unknown, name: string): unknown {
  if (/HTML(Form|Doc)/.test({}.toString.call(node))) {
    for (let at = Object.getPrototypeOf(node); at; at = Object.getPrototypeOf(at)) {
      const get = Object.getOwnPropertyDescriptor(at, name)?.get;
      if (get) return get.call(node);
    }
  }
  return (node as { readonly [name: string]: unknown })[name];
}
