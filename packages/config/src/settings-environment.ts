import { type Fields, field, isFields } from './document.ts';
import { nearMiss } from './near-miss.ts';
import { childSchema, isNamed, isSection, type SettingSchema } from './setting-schema.ts';
import type { SettingsProblem } from './settings-error.ts';
import { mayName } from './settings-layer.ts';
import { settingsSchema } from './settings-schema.ts';

/** The beginning of the names of all variables that are settings. */
export const environmentPrefix = 'OCPP_BROKER_';

/** A layer out of the environment; give it to `parseSettings` with its problems and a source. */
export type EnvironmentSettings = { readonly document: Fields; readonly problems: readonly SettingsProblem[] };

/**
 * Reads the variables that begin with the prefix; `__` stands for the dot, so `OCPP_BROKER_API__BIND` is `api.bind`. Numbers and
 * booleans are read as such, lists and whole sections as JSON (null removes). `ignored` are names that mean something else.
 */
export const settingsFromEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
  prefix: string = environmentPrefix,
  ignored: readonly string[] = [],
): EnvironmentSettings => {
  const problems: SettingsProblem[] = [];
  const variables: Variable[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || !name.startsWith(prefix) || ignored.includes(name)) continue;
    if (serviceLink.test(name.slice(prefix.length))) continue;
    const read = readVariable(name, prefix, text);
    if ('problem' in read) problems.push({ ...read.problem, source: 'environment' });
    else variables.push(read);
  }
  // A whole section first, single settings of it on top; otherwise the order of the environment must not matter.
  variables.sort((a, b) => a.path.length - b.path.length || (a.name < b.name ? -1 : 1));
  const document = variables.reduce<Fields>((below, { path, value }) => placed(below, path, value), {});
  return { document, problems: [...problems, ...repeated(variables)] };
};

/** The variable of a setting: `api.bind` is `OCPP_BROKER_API__BIND`. Actions and identities keep their case. */
export const environmentName = (path: readonly string[], prefix: string = environmentPrefix): string => {
  let schema: SettingSchema | undefined = settingsSchema;
  const parts: string[] = [];
  for (const key of path) {
    const keepsCase: boolean = schema !== undefined && isNamed(schema) && mayName(schema, 'A');
    parts.push(keepsCase ? key : key.toUpperCase());
    schema = childSchema(schema, key);
  }
  return prefix + parts.join('__');
};

// Kubernetes tells every pod of a namespace about each service in such variables (the service's name is their beginning), so one
// service named ocpp-broker would otherwise stop the server that it serves.
const serviceLink =
  /^(?:SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

type Variable = { readonly name: string; readonly path: readonly string[]; readonly value: unknown };
type Refused = { readonly problem: { readonly path: string; readonly message: string } };

const readVariable = (name: string, prefix: string, text: string): Variable | Refused => {
  const path: string[] = [];
  let schema: SettingSchema = settingsSchema;
  for (const segment of name.slice(prefix.length).split('__')) {
    const key = keyOf(schema, segment);
    const child: SettingSchema | undefined = key === undefined ? undefined : childSchema(schema, key);
    if (key === undefined || child === undefined) return unknownVariable(name, prefix, path, segment, schema);
    path.push(key);
    schema = child;
  }
  const value = valueFrom(schema, text);
  if (value === undefined) {
    return { problem: { path: path.join('.'), message: `${name} must hold JSON` } };
  }
  return { name, path, value };
};

// Actions and identities are taken as written; whatever is lower-case in the document may be written in capitals here.
const keyOf = (schema: SettingSchema, segment: string): string | undefined => {
  const lower = segment.toLowerCase();
  if (!isNamed(schema)) return lower;
  return [segment, lower].find((name) => mayName(schema, name));
};

const unknownVariable = (
  name: string,
  prefix: string,
  path: readonly string[],
  segment: string,
  schema: SettingSchema,
): Refused => {
  const shown = [...path, segment.toLowerCase()].join('.');
  if (isNamed(schema)) {
    return { problem: { path: shown, message: `${name}: a name here must be ${schema.propertyNames.expects}` } };
  }
  const meant = isSection(schema) ? nearMiss(segment, Object.keys(schema.properties)) : undefined;
  const hint = meant === undefined ? '' : `; did you mean ${environmentName([...path, meant], prefix)}?`;
  return { problem: { path: shown, message: `${name}: unknown key${hint}` } };
};

// Undefined for what should be JSON and is not. A word that is no number stays a word, for the schema to refuse.
const valueFrom = (schema: SettingSchema, text: string): unknown => {
  if (isSection(schema) || isNamed(schema) || schema.type === 'array') return jsonOf(text);
  const trimmed = text.trim();
  if (schema.type === 'boolean') return /^(?:true|false)$/i.test(trimmed) ? trimmed.toLowerCase() === 'true' : text;
  if (schema.type === 'integer') return /^-?\d+$/.test(trimmed) ? Number(trimmed) : text;
  if (schema.type === 'number') return /^-?\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : text;
  return text;
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const placed = (document: Fields, path: readonly string[], value: unknown): Fields => {
  const [key, ...rest] = path;
  if (key === undefined) return document;
  if (rest.length === 0) return { ...document, [key]: value };
  const inner = field(document, key) ?? {};
  // A section that was given as something else stays as it is, so that it is refused.
  return isFields(inner) ? { ...document, [key]: placed(inner, rest, value) } : document;
};

const repeated = (variables: readonly Variable[]): readonly SettingsProblem[] =>
  variables.flatMap(({ name, path }, index) => {
    const other = variables.slice(0, index).find((earlier) => earlier.path.join('.') === path.join('.'));
    return other === undefined
      ? []
      : [{ path: path.join('.'), message: `${other.name} and ${name} are the same setting`, source: 'environment' }];
  });
