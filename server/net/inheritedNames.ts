/**
 * Whether a text names what every plain object has, as `constructor` and `__proto__` do. The framework looks rooms, seats and
 * tokens up in plain objects, where such a name finds something that is none of them.
 */
export const isInherited = (name: string): boolean => INHERITED.has(name);

/** A set: to `in`, each name that a stranger sends is a new property name, which costs more than all the rest. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));
