// Makers of the JSON Schemas that recur.
import type { Schema } from './operation.ts';

/** A string, with what it is. */
export const text = (description: string, extra: Schema = {}): Schema => ({ type: 'string', description, ...extra });
/** A whole number from 0. */
export const amount = (description: string): Schema => ({ type: 'integer', minimum: 0, description });
/** True or false. */
export const flag = (description: string, extra: Schema = {}): Schema => ({ type: 'boolean', description, ...extra });
/** RFC 3339 in UTC, or null. */
export const maybeTime = (description: string): Schema => ({
  type: ['string', 'null'],
  format: 'date-time',
  description,
});
/** RFC 3339 in UTC. */
export const time = (description: string): Schema => ({ type: 'string', format: 'date-time', description });

/** An object that has all of its properties, but for the optional ones, and no others. */
export function exact(properties: Readonly<Record<string, Schema>>, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}
