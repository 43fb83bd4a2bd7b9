import { settingsKeywords } from '@ocpp-broker/config';
import type { Schema } from './operation.ts';

const OUR_KEYWORDS: ReadonlySet<string> = new Set(settingsKeywords);
const SCHEMA_KEYWORDS: ReadonlySet<string> = new Set(['items', 'additionalProperties', 'propertyNames']);

/** A schema of settings with our keywords beside JSON Schema's (`apply`, `expects`, …) under the `x-` that OpenAPI leaves to everybody; `default`s and names stay. */
export function annotationsAsExtensions(schema: Schema): Schema {
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'properties') return [keyword, mapValues(value as Readonly<Record<string, Schema>>)];
      const isSchema = SCHEMA_KEYWORDS.has(keyword) && typeof value === 'object' && value !== null;
      const name = OUR_KEYWORDS.has(keyword) ? `x-${keyword}` : keyword;
      return [name, isSchema ? annotationsAsExtensions(value as Schema) : value];
    }),
  );
}

function mapValues(schemas: Readonly<Record<string, Schema>>): Schema {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, annotationsAsExtensions(schema)]));
}
