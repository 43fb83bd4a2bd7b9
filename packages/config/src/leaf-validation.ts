import { Ajv, type SchemaValidateFunction, type ValidateFunction } from 'ajv';
import { readBindAddress } from './bind-address.ts';
import { isAddressOrNetwork } from './ip-address.ts';
import { pathText, type SettingPath } from './setting-path.ts';
import { childSchema, type Range, type SettingSchema, type Unit } from './setting-schema.ts';
import { settingsSchema } from './settings-schema.ts';
import { byteCount, byteCountPattern, durationMs, durationPattern, ratePattern, ratePerSecond } from './units.ts';

/** A setting whose value its schema refuses: where it is, the very spot to show (an item of a list, say), and what is wanted. */
export type LeafProblem = { readonly path: SettingPath; readonly shown: string; readonly message: string };

/** Every setting of a document that its schema refuses. The document holds known keys only, and need not be complete. */
export const leafProblems = (document: unknown): readonly LeafProblem[] => {
  const validate = settingsValidator();
  if (validate(document)) return [];
  // A value can break several keywords of its schema, but the sentence about it is one.
  const places = new Set((validate.errors ?? []).map(({ instancePath }) => instancePath));
  return [...places].map(problemAt);
};

/** A strict validator of one schema in this room's vocabulary; every error is collected. */
export const compileSchema = (schema: object): ValidateFunction => {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
  ajv.addVocabulary(['apply', 'expects', 'range', 'secret']);
  ajv.addKeyword({ keyword: 'unit', type: ['string', 'number'], validate: checkUnit });
  return ajv.compile(schema);
};

type Leaf = { readonly range?: Range; readonly [keyword: string]: unknown };

const checkUnit: SchemaValidateFunction = (unit: Unit | 'network', value: string | number, leaf?: Leaf) =>
  isInUnit(unit, value, leaf?.range);

let compiled: ValidateFunction | undefined;

// Compiled when first needed: whoever only wants the schema does not pay for it.
const settingsValidator = (): ValidateFunction => {
  compiled ??= compileSchema(settingsSchema);
  return compiled;
};

const isInUnit = (unit: Unit | 'network', value: string | number, range?: Range): boolean => {
  if (unit === 'bind') return readBindAddress(value) !== undefined;
  if (unit === 'network') return isAddressOrNetwork(String(value));
  if (value === '' && range?.empty) return true;
  if (!amountForms[unit].test(String(value))) return false;
  if (range === undefined) return true;
  const amount = amountOf(unit, value);
  if (amount === 0 && range.zero) return true;
  return amount >= amountOf(unit, range.min) && amount <= amountOf(unit, range.max);
};

const amountForms: Readonly<Record<Exclude<Unit, 'bind'>, RegExp>> = {
  duration: new RegExp(durationPattern),
  bytes: new RegExp(byteCountPattern),
  rate: new RegExp(ratePattern),
};

const amountOf = (unit: Exclude<Unit, 'bind'>, value: string | number): number => {
  switch (unit) {
    case 'duration':
      return durationMs(String(value));
    case 'bytes':
      return byteCount(String(value));
    case 'rate':
      return ratePerSecond(value);
  }
};

const problemAt = (pointer: string): LeafProblem => {
  const place = pointer.split('/').slice(1).map(unescaped);
  const { path, expects } = expectationAt(place);
  return { path, shown: pathText(place), message: `must be ${expects}` };
};

// JSON Pointer (RFC 6901 §4): an identity may hold both characters.
const unescaped = (key: string): string => key.replaceAll('~1', '/').replaceAll('~0', '~');

// Stops at the leaf: what follows it is an index into its list.
const expectationAt = (place: SettingPath): { readonly path: SettingPath; readonly expects: string } => {
  let schema: SettingSchema = settingsSchema;
  for (const [depth, key] of place.entries()) {
    const child = childSchema(schema, key);
    if (child === undefined) {
      const items = 'items' in schema ? schema.items : undefined;
      return { path: place.slice(0, depth), expects: items?.expects ?? 'a known setting' };
    }
    schema = child;
  }
  return { path: place, expects: 'expects' in schema ? schema.expects : 'a set of settings' };
};
