// An example for everything in the OpenAPI document that lacks one, made of its schema: what a reader sees first cannot be forgotten then,
// and cannot lie, since the tests hold each example against its schema.
import type { Schema } from './operation.ts';

/** The schemas that a document names, by `#/components/schemas/` and their name. */
export type NamedSchemas = Readonly<Record<string, Schema>>;

const REFERENCE = '#/components/schemas/';
const TIME = '2026-01-01T00:00:00.000Z';
/** A schema may speak of itself. */
const DEPTH_MAX = 12;

/** A value that the schema allows: its own example, default or constant where it has one. */
export function exampleOf(schema: Schema, named: NamedSchemas, depth = 0): unknown {
  const { $ref, examples, oneOf, anyOf } = schema;
  if (typeof $ref === 'string') return exampleOf(named[$ref.replace(REFERENCE, '')] ?? {}, named, depth);
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  for (const word of ['example', 'const', 'default'] as const) if (word in schema) return schema[word];
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const [first] = (oneOf ?? anyOf ?? []) as readonly Schema[];
  if (first !== undefined) return exampleOf(first, named, depth);
  return exampleOfType(schema, named, depth);
}

function exampleOfType(schema: Schema, named: NamedSchemas, depth: number): unknown {
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  switch (types.find((type) => type !== 'null') ?? types[0]) {
    case 'object':
      return objectOf(schema, named, depth);
    case 'array':
      return depth >= DEPTH_MAX ? [] : [exampleOf((schema.items ?? {}) as Schema, named, depth + 1)];
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 0;
    case 'boolean':
      return true;
    case 'string':
      return textOf(schema);
    default:
      return null;
  }
}

function objectOf({ properties = {} }: Schema, named: NamedSchemas, depth: number): unknown {
  if (depth >= DEPTH_MAX) return {};
  const entries = Object.entries(properties as NamedSchemas);
  return Object.fromEntries(entries.map(([name, part]) => [name, exampleOf(part, named, depth + 1)]));
}

function textOf({ format, minLength }: Schema): string {
  if (format === 'date-time') return TIME;
  return 'text'.padEnd(typeof minLength === 'number' ? minLength : 0, '.');
}
