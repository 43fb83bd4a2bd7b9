// What a document says to a validator, whatever it is called and however it is cut into definitions.

import type { JsonSchema } from './schema-sets.ts';

const annotations = new Set<string>([
  ...['$schema', '$id', 'id', 'title', '$comment', 'comment', 'description', 'javaType', 'default', 'definitions'],
  'additionalItems',
]);

/** The facts as a text that is the same for documents that say the same; `types` is where the definitions are. */
export function factsOf(document: JsonSchema, types: JsonSchema = document): string {
  const known = new Map<JsonSchema, unknown>();

  const factsIn = (node: JsonSchema): unknown => {
    const schema = resolved(node, types);
    const facts = known.get(schema) ?? Object.fromEntries(sorted(schema).flatMap((entry) => fact(schema, entry)));
    known.set(schema, facts);
    return facts;
  };

  const fact = (schema: JsonSchema, [keyword, value]: readonly [string, unknown]): readonly [string, unknown][] => {
    if (annotations.has(keyword)) return [];
    // Published enumerations say so too, without effect.
    if (keyword === 'additionalProperties' && schema.type !== 'object') return [];
    if (keyword === 'items') return [[keyword, factsIn(schema.items ?? {})]];
    if (keyword === 'properties') {
      return [[keyword, sorted(schema.properties ?? {}).map(([name, property]) => [name, factsIn(property)])]];
    }
    return [[keyword, Array.isArray(value) ? [...value].sort() : value]];
  };

  return JSON.stringify(factsIn(document));
}

function resolved(node: JsonSchema, types: JsonSchema): JsonSchema {
  if (node.$ref === undefined) return node;
  const definition = types.definitions?.[node.$ref.split('#/definitions/')[1] ?? ''];
  if (definition === undefined) throw new Error(`${node.$ref} leads nowhere`);
  return resolved(definition, types);
}

function sorted<V>(record: { readonly [name: string]: V }): readonly (readonly [string, V])[] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}
