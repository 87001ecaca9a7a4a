/**
 * Whether a text names what every plain object has, as `constructor` and `__proto__` do. The framework looks rooms, seats and
 * tokens up in plain objects, where such a name finds something that is none of them.
 */
export const isInherited = (name: string): boolean => name in Object.prototype;
