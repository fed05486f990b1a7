// What swc calls for syntax and functions that ES5 lacks. Its own are several times as large, for cases that the page
// script does not have: symbols, static members that are inherited, instances of subclasses of Error.

/**
 * A library of the page may have given members to all objects.
 *
 * @param {object} object
 * @param {string} name
 */
function hasOwn(object, name) {
  return {}.propertyIsEnumerable.call(object, name);
}

/**
 * Stands for `Object.assign`, and for object spread.
 *
 * @param {Record<string, unknown>} target
 * @param {readonly (Record<string, unknown> | undefined)[]} sources
 */
export function _extends(target, ...sources) {
  sources.forEach((source) => {
    for (const name in source) if (hasOwn(source, name)) target[name] = source[name];
  });
  return target;
}

/**
 * @param {Function} subclass
 * @param {Function} superclass
 */
export function _inherits(subclass, superclass) {
  subclass.prototype = Object.create(superclass.prototype);
  subclass.prototype.constructor = subclass;
}

/**
 * @param {Function} owner
 * @param {readonly (PropertyDescriptor & { key: string })[]} members
 */
export function _create_class(owner, members) {
  members.forEach((member) => {
    Object.defineProperty(owner.prototype, member.key, member);
  });
}

/**
 * What `new` gives for a subclass of Error is an Error with the subclass's fields, and not an instance of it.
 *
 * @param {Function} superclass
 */
export function _wrap_native_super(superclass) {
  return superclass;
}
