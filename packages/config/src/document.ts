// Documents come from YAML, JSON and callers, so they may hold anything. What is read from them here is only ever an own
// property of a plain object.

/** A plain object, as far as its own properties go. */
export type Fields = { readonly [key: string]: unknown };

/** Whether a value is a plain object: made by a literal or a parser, not a Map, Date, array or class of its own. */
export const isFields = (value: unknown): value is Fields => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** The own property of that name, or undefined. */
export const field = (value: unknown, key: string): unknown =>
  isFields(value) && Object.hasOwn(value, key) ? value[key] : undefined;

/** The value at a path, or undefined. */
export const valueAt = (document: unknown, path: readonly string[]): unknown => path.reduce(field, document);

/** The document without the values at some paths; the given one is left as it is. One pass, however many paths there are. */
export const without = (document: Fields, paths: readonly (readonly string[])[]): Fields => {
  const below = new Map<string, (readonly string[])[]>();
  for (const [key, ...rest] of paths) {
    if (key === undefined) continue;
    const rests = below.get(key);
    if (rests === undefined) below.set(key, [rest]);
    else rests.push(rest);
  }
  return Object.fromEntries(
    Object.entries(document).flatMap(([key, value]) => {
      const rests = below.get(key) ?? [];
      if (rests.some((rest) => rest.length === 0)) return [];
      return [[key, rests.length > 0 && isFields(value) ? without(value, rests) : value]];
    }),
  );
};

/** Whether two JSON values are the same in every part. */
export const sameValue = (a: unknown, b: unknown): boolean => {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (isFields(a) && isFields(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
    );
  }
  return a === b;
};

/** The same value, frozen in every part. */
export const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
};
