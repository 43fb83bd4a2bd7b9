// Readers of JSON that came over the wire: each takes anything and gives a value of its type. What is missing or of another type
// becomes an empty value, so that a page of an older console still shows what a newer server tells, and the other way round.

/** Reads a value of one type out of anything. */
export type Reader<T> = (value: unknown) => T;

/** The type that a reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

/** A string, or the empty one. */
export const text: Reader<string> = (value) => (typeof value === 'string' ? value : '');

/** A string, or null. */
export const maybeText: Reader<string | null> = (value) => (typeof value === 'string' ? value : null);

/** A string; a number is written out, as EMQX gives the same field as the one or the other. */
export const word: Reader<string> = (value) => (typeof value === 'number' ? String(value) : text(value));

/** A finite number, or 0. */
export const amount: Reader<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** A finite number, or null. */
export const maybeAmount: Reader<number | null> = (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** True, or false for anything else. */
export const flag: Reader<boolean> = (value) => value === true;

/** An array of readable items, or the empty one. */
export const listOf =
  <T>(item: Reader<T>): Reader<readonly T[]> =>
  (value) =>
    Array.isArray(value) ? value.map(item) : [];

/** An object with these fields and no others. */
export const record =
  <Fields extends Readonly<Record<string, Reader<unknown>>>>(
    fields: Fields,
  ): Reader<{ readonly [Name in keyof Fields]: Read<Fields[Name]> }> =>
  (value) => {
    const source = fieldsOf(value);
    const read = Object.entries(fields).map(([name, reader]) => [name, reader(source[name])]);
    return Object.fromEntries(read) as { readonly [Name in keyof Fields]: Read<Fields[Name]> };
  };

/** What the reader gives of an object, or null when there is none. */
export const maybe =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value) =>
    isFields(value) ? reader(value) : null;

/** A plain JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Tells a JSON object from arrays, null and scalars. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object itself, or an empty one. */
export const fieldsOf: Reader<Fields> = (value) => (isFields(value) ? value : {});
