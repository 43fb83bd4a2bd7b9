// The form of the gateway's settings, made from the JSON Schema that the server publishes: nothing here knows a setting by name.
import { type Fields, fieldsOf, isFields } from './fields.ts';

/** What a change needs before it takes effect; null when the schema does not say. */
export type Apply = 'live' | 'reconnect' | 'restart' | null;

/** What a text has to look like, and the words for it: the end of a sentence that begins with “must be”. */
export type TextForm = {
  readonly pattern: string | null;
  readonly maxLength: number | null;
  readonly expects: string | null;
};

/** How a setting is edited. `json` is for shapes that have no control of their own. */
export type Control =
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | {
      readonly kind: 'number';
      readonly min: number | null;
      readonly max: number | null;
      readonly expects: string | null;
    }
  | ({ readonly kind: 'text' } & TextForm)
  | { readonly kind: 'map'; readonly name: TextForm; readonly value: TextForm; readonly entriesMax: number | null }
  | { readonly kind: 'json' };

/** One setting of the form. */
export type Field = {
  /** `upstream.topic` */
  readonly key: string;
  readonly path: readonly string[];
  /** What the last part of the path is called. */
  readonly name: string;
  readonly description: string;
  readonly apply: Apply;
  readonly defaultValue: unknown;
  readonly control: Control;
};

/** The settings of one section; the key of the document's own is empty. */
export type FieldGroup = { readonly key: string; readonly description: string; readonly fields: readonly Field[] };

// A section inside a section inside … is the deepest that any settings document of this server has.
const depthMax = 5;

/** The JSON Schema of what `PUT` takes at the path that ends in `pathEnd`, out of an OpenAPI document; undefined when it is not in there. */
export function requestSchema(specification: Fields, pathEnd: string): Fields | undefined {
  const found = Object.entries(fieldsOf(specification.paths)).find(([path]) => path.endsWith(pathEnd));
  const body = fieldsOf(fieldsOf(found?.[1]).put).requestBody;
  const schema = fieldsOf(fieldsOf(fieldsOf(body).content)['application/json']).schema;
  return isFields(schema) ? resolved(schema, specification) : undefined;
}

/** The groups of a form: the document's own settings first, then its sections in their order. */
export function fieldGroups(schema: Fields): readonly FieldGroup[] {
  return groupsOf(schema, []).filter(({ fields }) => fields.length > 0);
}

/** The value at a path of a document; undefined where it has none. */
export function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const fields = fieldsOf(value);
    return Object.hasOwn(fields, key) ? fields[key] : undefined;
  }, document);
}

function groupsOf(section: Fields, path: readonly string[]): readonly FieldGroup[] {
  if (path.length >= depthMax) return [];
  const properties = Object.entries(fieldsOf(section.properties)).map(
    ([name, schema]) => [name, fieldsOf(schema)] as const,
  );
  const fields = properties
    .filter(([, schema]) => !isSection(schema))
    .map(([name, schema]) => fieldOf([...path, name], schema));
  const sections = properties.filter(([, schema]) => isSection(schema));
  return [
    { key: path.join('.'), description: textOf(section, 'description'), fields },
    ...sections.flatMap(([name, schema]) => groupsOf(schema, [...path, name])),
  ];
}

function isSection(schema: Fields): boolean {
  return isFields(schema.properties);
}

function fieldOf(path: readonly string[], schema: Fields): Field {
  const apply = ours(schema, 'apply');
  return {
    key: path.join('.'),
    path,
    name: path.at(-1) ?? '',
    description: textOf(schema, 'description'),
    apply: apply === 'live' || apply === 'reconnect' || apply === 'restart' ? apply : null,
    defaultValue: schema.default,
    control: controlOf(schema),
  };
}

function controlOf(schema: Fields): Control {
  const { type, enum: options } = schema;
  if (type === 'boolean') return { kind: 'flag' };
  if (Array.isArray(options) && options.every((option) => typeof option === 'string'))
    return { kind: 'choice', options };
  if (type === 'integer') {
    return {
      kind: 'number',
      min: numberOf(schema, 'minimum'),
      max: numberOf(schema, 'maximum'),
      expects: expectsOf(schema),
    };
  }
  if (type === 'string') return { kind: 'text', ...textForm(schema) };
  const entry = schema.additionalProperties;
  if (type === 'object' && isFields(entry) && entry.type === 'string') {
    return {
      kind: 'map',
      name: textForm(fieldsOf(schema.propertyNames)),
      value: textForm(entry),
      entriesMax: numberOf(schema, 'maxProperties'),
    };
  }
  return { kind: 'json' };
}

function textForm(schema: Fields): TextForm {
  const { pattern, enum: options } = schema;
  return {
    pattern: typeof pattern === 'string' ? pattern : Array.isArray(options) ? oneOf(options) : null,
    maxLength: numberOf(schema, 'maxLength'),
    expects: expectsOf(schema),
  };
}

/** The pattern of a text that has to be one of some words. */
function oneOf(options: readonly unknown[]): string {
  const words = options.map((option) => String(option).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  return `^(?:${words.join('|')})$`;
}

function expectsOf(schema: Fields): string | null {
  const expects = ours(schema, 'expects');
  return typeof expects === 'string' ? expects : null;
}

/** Our own keywords stand as `x-…` in an OpenAPI document. */
function ours(schema: Fields, keyword: string): unknown {
  return schema[`x-${keyword}`] ?? schema[keyword];
}

function textOf(schema: Fields, keyword: string): string {
  const value = schema[keyword];
  return typeof value === 'string' ? value : '';
}

function numberOf(schema: Fields, keyword: string): number | null {
  const value = schema[keyword];
  return typeof value === 'number' ? value : null;
}

/** Follows one reference into the document itself, `#/components/schemas/GatewaySettings`. */
function resolved(schema: Fields, document: Fields): Fields {
  const reference = schema.$ref;
  if (typeof reference !== 'string' || !reference.startsWith('#/')) return schema;
  const path = reference
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return fieldsOf(valueAt(document, path));
}
