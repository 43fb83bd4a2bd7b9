// Leaves of a payload: the values on either side of each edge that a schema draws.

import type { JsonSchema } from './schema-sets.ts';

/** One value of each JSON type, to be put where another type belongs. */
const samples: readonly (readonly [type: string, value: unknown])[] = [
  ['null', null],
  ['boolean', true],
  ['integer', 1],
  ['number', 1.5],
  ['string', '1'],
  ['array', []],
  ['object', {}],
];

/** Valid leaves; the first is the base. Ajv counts characters, not UTF-16 units: the longest string is asked for both ways. */
export function validScalars(schema: JsonSchema): readonly unknown[] {
  if (schema.enum !== undefined) return schema.enum;
  switch (schema.type) {
    case 'string': {
      if (schema.format === 'date-time') return dateTimes;
      if (schema.format === 'uri') return uris;
      const longest = schema.maxLength ?? 10_000;
      return ['x', '', 'x'.repeat(longest), '\u{1f50c}'.repeat(longest)];
    }
    case 'integer':
      return withinBounds(schema, [1, 0, -1, 2 ** 31 - 1, -(2 ** 31)]);
    case 'number':
      return withinBounds(schema, [
        8.1,
        0,
        0.1,
        0.3,
        -0.7,
        32,
        11_000.9,
        ...(schema.multipleOf === undefined ? [1.55] : []),
      ]);
    case 'boolean':
      return [true, false];
    default:
      if (isAnything(schema)) return samples.map(([, value]) => value);
      throw new Error(`no leaf can be made of ${JSON.stringify(schema)}`);
  }
}

/** Leaves of the right type that break exactly one rule. */
export function invalidScalars(schema: JsonSchema): readonly unknown[] {
  if (schema.enum !== undefined) {
    const [first = ''] = schema.enum;
    return ['NotOneOfThem', first.toLowerCase(), `${first} `, ''].filter((value) => !schema.enum?.includes(value));
  }
  if (schema.format === 'date-time') return wrongDateTimes;
  if (schema.format === 'uri') return ['', 'firmware.bin', 'ftp://host.example/a file'];
  if (schema.maxLength !== undefined) return ['x'.repeat(schema.maxLength + 1)];
  if (schema.multipleOf !== undefined) return [0.05, 8.15, -0.11];
  const step = schema.type === 'integer' ? 1 : 0.1;
  const below = schema.minimum === undefined ? [] : [schema.minimum - step];
  const above = schema.maximum === undefined ? [] : [schema.maximum + step];
  return [...below, ...above];
}

/** Values of every other JSON type; an integer is a number too. */
export function wrongTypes(schema: JsonSchema): readonly unknown[] {
  if (isAnything(schema)) return [];
  return samples
    .filter(([type]) => type !== schema.type && !(schema.type === 'number' && type === 'integer'))
    .map(([, value]) => value);
}

/** A schema that says nothing, as of the `data` of a DataTransfer; a description is not to be judged by. */
function isAnything(schema: JsonSchema): boolean {
  return Object.keys(schema).every((keyword) => keyword === 'description');
}

function withinBounds(schema: JsonSchema, values: readonly number[]): readonly number[] {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const edges = [minimum, maximum].filter((edge) => Number.isFinite(edge));
  return [...new Set([...values, ...edges])].filter((value) => value >= minimum && value <= maximum);
}

const dateTimes = [
  '2023-12-01T14:20:39Z',
  '2023-12-01T14:20:39+00:00',
  '2023-12-01T14:20:39.123Z',
  '2024-02-29T23:59:59.9-05:30',
];

const wrongDateTimes = [
  '',
  'yesterday',
  '2023-12-01',
  '2023-12-01T14:20:39',
  '2023-13-01T14:20:39Z',
  '2023-02-29T14:20:39Z',
  '2023-12-01T24:20:39Z',
];

const uris = ['ftp://user:key@host.example/firmware.bin', 'https://host.example:8443/a?b=c', 'file:///tmp'];
