/** A plain JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Tells a JSON object from arrays, null and scalars. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object itself, or an empty one. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The text itself, or an empty one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
