import { type Fields, field, isFields, without } from './document.ts';
import { leafProblems } from './leaf-validation.ts';
import { nearMiss } from './near-miss.ts';
import { pathText, type SettingPath } from './setting-path.ts';
import { childSchema, isNamed, isSection, type NamedSchema, type SettingSchema } from './setting-schema.ts';
import { problemsMax, type SettingsProblem } from './settings-error.ts';
import { settingsSchema } from './settings-schema.ts';

/**
 * One document of settings and the name to blame for it. `problems` are those found while it was made (by
 * `settingsFromEnvironment`, say); they are thrown with the others.
 */
export type SettingsLayer = {
  readonly source: string;
  readonly document: unknown;
  readonly problems?: readonly SettingsProblem[];
};

/** What is left of a layer: known keys with good values (null where a key is to be removed), what was wrong, and where. */
export type ReadLayer = {
  readonly source: string;
  readonly document: Fields;
  readonly problems: readonly SettingsProblem[];
  readonly refused: readonly SettingPath[];
};

/** Reads a layer by itself. */
export const readLayer = ({ source, document, problems = [] }: SettingsLayer): ReadLayer => {
  const found: SettingsProblem[] = [...problems];
  const refused: SettingPath[] = found.map((problem) => problem.path.split('.'));
  const refuse: Refuse = (path, message, shown = pathText(path)) => {
    refused.push(path);
    if (found.length < problemsMax) found.push({ path: shown, message, source });
  };

  // An empty YAML file is null.
  const known = knownPart(settingsSchema, document ?? {}, [], refuse) as Fields;
  const wrong = leafProblems(withoutNulls(known));
  for (const { path, shown, message } of wrong) refuse(path, message, shown);
  const good = without(
    known,
    wrong.map(({ path }) => path),
  );
  return { source, document: good, problems: found, refused };
};

/** Whether the layer says something at a path, a removal of the value or of what holds it included. */
export const says = (layer: ReadLayer, path: SettingPath): boolean => {
  let value: unknown = layer.document;
  for (const key of path) {
    value = field(value, key);
    if (value === null) return true;
  }
  return value !== undefined;
};

type Refuse = (path: SettingPath, message: string, shown?: string) => void;

// A copy along the schema, so no deeper than the schema is, whatever the document holds.
const knownPart = (schema: SettingSchema, value: unknown, path: SettingPath, refuse: Refuse): unknown => {
  if (value === null) return null;
  if (!isSection(schema) && !isNamed(schema)) return Array.isArray(value) ? [...value] : value;
  if (!isFields(value)) {
    refuse(path, isNamed(schema) ? `must be ${schema.expects}` : 'must be a set of settings');
    return {};
  }
  const known: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const child = childSchema(schema, key);
    const place = [...path, key];
    if (child === undefined) refuse(place, unknownKey(key, isSection(schema) ? Object.keys(schema.properties) : []));
    else if (isNamed(schema) && !mayName(schema, key)) refuse(place, badName(schema, key));
    else if (value[key] !== undefined) known[key] = knownPart(child, value[key], place, refuse);
  }
  return known;
};

/** Whether a named map takes that name; none that every object has already (`constructor`). */
export const mayName = (schema: NamedSchema, name: string): boolean =>
  new RegExp(schema.propertyNames.pattern, 'u').test(name) && !(name in Object.prototype);

const badName = (schema: NamedSchema, name: string): string =>
  name in Object.prototype ? 'unknown key' : `unknown key; a name here must be ${schema.propertyNames.expects}`;

const unknownKey = (key: string, siblings: readonly string[]): string => {
  const meant = nearMiss(key, siblings);
  return meant === undefined ? 'unknown key' : `unknown key; did you mean ${meant}?`;
};

const withoutNulls = (value: unknown): unknown =>
  isFields(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, part]) => part !== null)
          .map(([key, part]) => [key, withoutNulls(part)]),
      )
    : value;
