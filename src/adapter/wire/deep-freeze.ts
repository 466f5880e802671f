/**
 * Freezes plain objects and arrays all the way down, once: a part that is frozen is not walked again.
 * Buffers cannot be frozen; objects of a class guard themselves and are left as they are.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (Array.isArray(value)) {
    Object.freeze(value);
    for (const item of value) deepFreeze(item);
    return value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  Object.freeze(value);
  // Unlike Object.keys this makes no list; what a plain object inherits is not enumerable.
  for (const key in value) deepFreeze((value as Record<string, unknown>)[key]);
  return value;
}
