import type { Ajv } from 'ajv';

// A day that every month has and a second of every minute, as nearly all times are; what else there is, the general check knows.
const plainDateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Puts one expression before the check of `date-time` that Ajv has: nearly every payload holds a time, and the general check takes each apart
 * into two texts and nine groups.
 */
export function hastenDateTime(ajv: Ajv): void {
  const general = ajv.formats['date-time'];
  if (typeof general !== 'object' || general instanceof RegExp || typeof general.validate !== 'function') return;
  const { validate } = general as { readonly validate: (text: string) => boolean };
  ajv.addFormat('date-time', { type: 'string', validate: (text) => plainDateTime.test(text) || validate(text) });
}
