// The vocabulary in which the settings schema is written: JSON Schema (draft 7) objects of three kinds, with a maker for each
// sort of leaf. Five keywords are ours: `apply` says what a change needs, `expects` ends the sentence "must be …", `unit` says how
// a text is read, `range` bounds it in that unit, `secret` keeps a text from being shown.

import { bindPattern } from './bind-address.ts';
import { byteCountPattern, durationPattern, ratePattern } from './units.ts';

/** What a change needs: nothing, a new connection of the client, or a new start of the server. */
export type Apply = 'live' | 'reconnect' | 'restart';

/** How the text of a setting is read. */
export type Unit = 'duration' | 'bytes' | 'rate' | 'bind';

/**
 * The least and the greatest value, written in the leaf's own unit; `zero` lets 0 (off, never) stand beside them, `empty` the empty
 * text (no value of its own).
 */
export type Range = { readonly min: string; readonly max: string; readonly zero?: true; readonly empty?: true };

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
type ItemSchema = {
  readonly type: 'string';
  readonly expects: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly enum?: readonly string[];
  readonly unit?: 'network';
};

/** One setting. */
export type LeafSchema = {
  readonly type: 'string' | 'boolean' | 'integer' | 'number' | 'array' | readonly ['string', 'integer'];
  readonly default: Json;
  readonly description: string;
  readonly apply: Apply;
  readonly expects: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly unit?: Unit;
  readonly range?: Range;
  readonly items?: ItemSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  /** Shown as a mask, see secrets.ts. */
  readonly secret?: true;
};

/** A fixed set of settings. */
export type SectionSchema = {
  readonly type: 'object';
  readonly description: string;
  readonly properties: { readonly [key: string]: SettingSchema };
  readonly additionalProperties: false;
};

/** Entries under names that the operator chooses: listeners, overrides. */
export type NamedSchema = {
  readonly type: 'object';
  readonly description: string;
  readonly apply: Apply;
  readonly expects: string;
  readonly default: { readonly [name: string]: Json };
  readonly propertyNames: { readonly pattern: string; readonly expects: string };
  readonly additionalProperties: LeafSchema | SectionSchema;
  readonly maxProperties: number;
};

/** Any node of the settings schema. */
export type SettingSchema = LeafSchema | SectionSchema | NamedSchema;

/** Tells a section from the other nodes. */
export const isSection = (schema: SettingSchema): schema is SectionSchema => 'properties' in schema;

/** Tells a map of named entries from the other nodes. */
export const isNamed = (schema: SettingSchema): schema is NamedSchema => 'propertyNames' in schema;

/** The schema of what stands under a key: one of a section's settings, or any entry of a named map; undefined when nothing may. */
export const childSchema = (schema: SettingSchema | undefined, key: string): SettingSchema | undefined => {
  if (schema === undefined) return undefined;
  if (isSection(schema)) return Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  return isNamed(schema) ? schema.additionalProperties : undefined;
};

/** `a, b or c`. */
export const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** A fixed set of settings. */
export const section = (description: string, properties: { readonly [key: string]: SettingSchema }): SectionSchema => ({
  type: 'object',
  description,
  properties,
  additionalProperties: false,
});

/** True or false. */
export const flag = (value: boolean, apply: Apply, description: string): LeafSchema => ({
  type: 'boolean',
  default: value,
  description,
  apply,
  expects: 'true or false',
});

/** One word of a list. */
export const choice = (words: readonly string[], value: string, apply: Apply, description: string): LeafSchema => ({
  type: 'string',
  enum: words,
  default: value,
  description,
  apply,
  expects: alternatives(words.map((word) => word || 'empty')),
});

/** A whole number within bounds. */
export const count = (
  value: number,
  apply: Apply,
  description: string,
  bounds: { readonly min: number; readonly max: number },
): LeafSchema => ({
  type: 'integer',
  default: value,
  description,
  apply,
  minimum: bounds.min,
  maximum: bounds.max,
  expects: `a whole number from ${bounds.min} to ${bounds.max}`,
});

/** A number within bounds, which may have decimals. */
export const number = (
  value: number,
  apply: Apply,
  description: string,
  bounds: { readonly min: number; readonly max: number },
): LeafSchema => ({
  ...count(value, apply, description, bounds),
  type: 'number',
  expects: `a number from ${bounds.min} to ${bounds.max}`,
});

/** A text; `pattern` and `expects` say which. */
export const text = (
  value: string,
  apply: Apply,
  description: string,
  form: { readonly pattern: string; readonly expects: string; readonly maxLength?: number },
): LeafSchema => ({
  type: 'string',
  default: value,
  description,
  apply,
  maxLength: form.maxLength ?? 1024,
  pattern: form.pattern,
  expects: form.expects,
});

/** A file or folder; the empty text, where allowed, means none. */
export const path = (value: string, apply: Apply, description: string, need: 'needed' | 'optional'): LeafSchema =>
  text(value, apply, description, {
    // A NUL ends a path early in the system's calls.
    pattern: need === 'needed' ? '^[^\\u0000]+$' : '^[^\\u0000]*$',
    expects: need === 'needed' ? 'a path' : 'a path, or empty for none',
    maxLength: 4096,
  });

/** A duration within bounds. */
export const duration = (value: string, apply: Apply, description: string, range: Range): LeafSchema => ({
  type: 'string',
  default: value,
  description,
  apply,
  pattern: range.empty ? `^$|${durationPattern}` : durationPattern,
  unit: 'duration',
  range,
  expects: `a duration such as 500ms, 60s or 2h, ${range.zero ? '0s or ' : ''}from ${range.min} to ${range.max}${range.empty ? ', or empty' : ''}`,
});

/** A number of bytes within bounds. */
export const size = (value: string, apply: Apply, description: string, range: Range): LeafSchema => ({
  type: 'string',
  default: value,
  description,
  apply,
  pattern: byteCountPattern,
  unit: 'bytes',
  range,
  expects: `a size such as 64KB or 1MB, from ${range.min} to ${range.max}`,
});

/** A number of events in a time; a number alone counts seconds. */
export const rate = (value: string, apply: Apply, description: string, range: Range): LeafSchema => ({
  type: ['string', 'integer'],
  default: value,
  description,
  apply,
  pattern: ratePattern,
  unit: 'rate',
  range,
  expects: `a rate such as 1000/s, ${range.zero ? '0 or ' : ''}from ${range.min} to ${range.max}`,
});

/** An address to listen on. */
export const bind = (value: string, apply: Apply, description: string): LeafSchema => ({
  type: ['string', 'integer'],
  default: value,
  description,
  apply,
  pattern: bindPattern,
  unit: 'bind',
  expects: 'an address to listen on such as 0.0.0.0:1883, [::1]:1883, :1883 or 1883',
});
