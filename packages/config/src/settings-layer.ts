import { type Fields, field, isFields, without } from './document.ts';
import { leafProblems } from './leaf-validation.ts';
import { nearMiss } from './near-miss.ts';
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
  readonly refused: readonly string[];
};

/** Reads a layer by itself. */
export const readLayer = ({ source, document, problems = [] }: SettingsLayer): ReadLayer => {
  const found: SettingsProblem[] = [...problems];
  const refused = found.map((problem) => problem.path);
  const refuse: Refuse = (path, message) => {
    refused.push(path.join('.'));
    if (found.length < problemsMax) found.push({ path: path.join('.'), message, source });
  };

  // An empty YAML file is null.
  let known = knownPart(settingsSchema, document ?? {}, [], refuse) as Fields;
  for (const { path, shown, message } of leafProblems(withoutNulls(known))) {
    refuse(shown.split('.'), message);
    known = without(known, path);
  }
  return { source, document: known, problems: found, refused };
};

/** Whether the layer says something at a path, a removal of the value or of what holds it included. */
export const says = (layer: ReadLayer, path: readonly string[]): boolean => {
  let value: unknown = layer.document;
  for (const key of path) {
    value = field(value, key);
    if (value === null) return true;
  }
  return value !== undefined;
};

type Refuse = (path: readonly string[], message: string) => void;

// A copy along the schema, so no deeper than the schema is, whatever the document holds.
const knownPart = (schema: SettingSchema, value: unknown, path: readonly string[], refuse: Refuse): unknown => {
  if (value === null) return null;
  if (!isSection(schema) && !isNamed(schema)) return Array.isArray(value) ? [...value] : value;
  if (!isFields(value)) {
    refuse(path, isNamed(schema) ? `must be ${schema.expects}` : 'must be a set of settings');
    return {};
  }
  const known: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const child = childSchema(schema, key);
    const place = [...path, shownKey(key)];
    if (child === undefined) refuse(place, unknownKey(key, isSection(schema) ? Object.keys(schema.properties) : []));
    else if (isNamed(schema) && !mayName(schema, key)) refuse(place, badName(schema, key));
    else if (value[key] !== undefined) known[key] = knownPart(child, value[key], [...path, key], refuse);
  }
  return known;
};

/** Whether a named map takes that name; none that every object has already (`constructor`). */
export const mayName = (schema: NamedSchema, name: string): boolean =>
  new RegExp(schema.propertyNames.pattern).test(name) && !(name in Object.prototype);

const badName = (schema: NamedSchema, name: string): string =>
  name in Object.prototype ? 'unknown key' : `unknown key; a name here must be ${schema.propertyNames.expects}`;

const unknownKey = (key: string, siblings: readonly string[]): string => {
  const meant = nearMiss(key, siblings);
  return meant === undefined ? 'unknown key' : `unknown key; did you mean ${meant}?`;
};

const shownKeyLengthMax = 64;

// A key comes from outside and goes to a terminal.
const shownKey = (key: string): string => {
  const printable = key.replace(/\p{C}/gu, '?');
  return printable.length > shownKeyLengthMax ? `${printable.slice(0, shownKeyLengthMax)}…` : printable;
};

const withoutNulls = (value: unknown): unknown =>
  isFields(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, part]) => part !== null)
          .map(([key, part]) => [key, withoutNulls(part)]),
      )
    : value;
