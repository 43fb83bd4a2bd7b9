import { field, isFields, sameValue } from './document.ts';
import { shownValue } from './secrets.ts';
import { type Apply, isNamed, isSection, type NamedSchema, type SettingSchema } from './setting-schema.ts';
import type { Settings } from './settings.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * One setting that is not what it was; a named entry that came or went is one change, with undefined for the side without it.
 * Secrets are masked: two masks are two secrets.
 */
export type SettingsChange = {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly apply: Apply;
};

/** What differs between two settings, in the order of the schema, with what each change needs. */
export const diffSettings = (before: Settings, after: Settings): readonly SettingsChange[] =>
  changes(settingsSchema, '', before, after);

const changes = (schema: SettingSchema, path: string, before: unknown, after: unknown): readonly SettingsChange[] => {
  if (sameValue(before, after)) return [];
  if (isSection(schema)) {
    return Object.entries(schema.properties).flatMap(([key, child]) =>
      changes(child, joined(path, key), field(before, key), field(after, key)),
    );
  }
  return isNamed(schema)
    ? namedChanges(schema, path, before, after)
    : [{ path, before: shownValue(schema, before), after: shownValue(schema, after), apply: schema.apply }];
};

const namedChanges = (schema: NamedSchema, path: string, before: unknown, after: unknown): readonly SettingsChange[] =>
  [...new Set([...namesOf(before), ...namesOf(after)])].flatMap((name) => {
    const old = field(before, name);
    const now = field(after, name);
    const entryPath = joined(path, name);
    if (old === undefined || now === undefined) {
      const shown = (value: unknown): unknown => shownValue(schema.additionalProperties, value);
      return [{ path: entryPath, before: shown(old), after: shown(now), apply: schema.apply }];
    }
    return changes(schema.additionalProperties, entryPath, old, now);
  });

const namesOf = (value: unknown): readonly string[] => (isFields(value) ? Object.keys(value) : []);

const joined = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
