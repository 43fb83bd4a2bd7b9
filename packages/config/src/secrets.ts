// Some settings are secrets: they are taken, but not shown. What is shown in their place may come back, in a form that was
// read, changed somewhere else and sent: then the secret stays as it is.

import { type Fields, field, isFields } from './document.ts';
import { childSchema, isNamed, isSection, type LeafSchema, type SettingSchema } from './setting-schema.ts';
import { settingsSchema } from './settings-schema.ts';

/** What is shown in the place of a secret; EMQX shows the same. */
export const secretMask = '******';

/** A document, or the part of one that stands at `path`, with every secret masked; an empty secret stays empty. */
export const withSecretsMasked = (document: unknown, path: readonly string[] = []): unknown =>
  masked(schemaAt(path), document);

/**
 * A patch of the part of `current` that stands at `path`, in which every mask is the secret that `current` has there. A mask
 * where there is no secret to keep is left as it is.
 */
export const withSecretsKept = (patch: Fields, current: unknown, path: readonly string[] = []): Fields =>
  kept(schemaAt(path), patch, current) as Fields;

/** The value of a setting as it may be shown. */
export const shownValue = (schema: SettingSchema, value: unknown): unknown => masked(schema, value);

const schemaAt = (path: readonly string[]): SettingSchema | undefined => {
  const root: SettingSchema | undefined = settingsSchema;
  return path.reduce<SettingSchema | undefined>(childSchema, root);
};

const isSecret = (schema: SettingSchema): boolean => (schema as LeafSchema).secret === true;

const masked = (schema: SettingSchema | undefined, value: unknown): unknown => {
  if (schema === undefined || value === undefined || value === null) return value;
  if (isSecret(schema)) return value === '' ? '' : secretMask;
  return mapped(schema, value, (child, part) => masked(child, part));
};

const kept = (schema: SettingSchema | undefined, value: unknown, current: unknown): unknown => {
  if (schema === undefined) return value;
  if (isSecret(schema)) return value === secretMask && typeof current === 'string' ? current : value;
  return mapped(schema, value, (child, part, key) => kept(child, part, field(current, key)));
};

type Change = (schema: SettingSchema | undefined, part: unknown, key: string) => unknown;

const mapped = (schema: SettingSchema, value: unknown, change: Change): unknown => {
  if (!isFields(value) || !(isSection(schema) || isNamed(schema))) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, change(childSchema(schema, key), part, key)]),
  );
};
