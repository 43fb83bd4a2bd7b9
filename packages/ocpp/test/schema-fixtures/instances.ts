// Instances of a schema, made from the schema alone: valid ones at every edge it has, and invalid ones that are one step off.
// An object is `full` (every property at its base value), `minimal` (those that are required), or minimal with one property
// varied at a time: their number grows with the sum of the variants, and a verdict that differs points at one place.

import type { Random } from './random.ts';
import { invalidScalars, validScalars, wrongTypes } from './scalars.ts';
import type { JsonSchema } from './schema-sets.ts';

/** A payload and whether the schema that it was made from accepts it. */
export type Instance = { readonly value: unknown; readonly valid: boolean };

const RANDOM_INSTANCES_PER_DOCUMENT = 20;

/** Keywords that this generator makes edges for, and annotations that have none. */
const understood = new Set<string>([
  ...['$ref', 'type', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'maxItems', 'enum'],
  ...['format', 'maxLength', 'minimum', 'maximum', 'multipleOf', 'definitions'],
  ...['$schema', '$id', 'id', 'title', '$comment', 'comment', 'description', 'javaType', 'default'],
  // Without meaning where `items` is one schema for all.
  'additionalItems',
]);

/** Everything that is worth asking of a document; `types` is where its definitions are if it has none of its own. */
export function instancesOf(document: JsonSchema, random: Random, types: JsonSchema = document): readonly Instance[] {
  const shape = new Shapes(types);
  const randoms = Array.from({ length: RANDOM_INSTANCES_PER_DOCUMENT }, () => shape.random(document, random));
  return [
    ...[...shape.valid(document), ...randoms].map((value) => ({ value, valid: true })),
    ...shape.invalid(document).map((value) => ({ value, valid: false })),
  ];
}

class Shapes {
  readonly #types: JsonSchema;
  // A type is used in many places, and its values are the same in each.
  readonly #validOf = new Map<JsonSchema, readonly unknown[]>();
  readonly #invalidOf = new Map<JsonSchema, readonly unknown[]>();
  readonly #fullOf = new Map<JsonSchema, unknown>();
  readonly #leastOf = new Map<JsonSchema, unknown>();

  constructor(types: JsonSchema) {
    this.#types = types;
  }

  /** Valid values; the first is the full one. */
  valid(node: JsonSchema): readonly unknown[] {
    const schema = this.#resolve(node);
    return remembered(this.#validOf, schema, () => {
      if (schema.type === 'object') return this.#validObjects(schema);
      return schema.type === 'array' ? this.#validArrays(schema) : validScalars(schema);
    });
  }

  /** Values that break exactly one rule. */
  invalid(node: JsonSchema): readonly unknown[] {
    const schema = this.#resolve(node);
    return remembered(this.#invalidOf, schema, () => {
      const wrong = wrongTypes(schema);
      if (schema.type === 'object') return [...wrong, ...this.#invalidObjects(schema)];
      return [...wrong, ...(schema.type === 'array' ? this.#invalidArrays(schema) : invalidScalars(schema))];
    });
  }

  /** A valid value in which each optional property is there or not, and each leaf one of its edges. */
  random(node: JsonSchema, random: Random): unknown {
    const schema = this.#resolve(node);
    if (schema.type === 'array') {
      const least = schema.minItems ?? 0;
      const most = Math.min(schema.maxItems ?? 3, 3);
      const length = least + Math.floor(random() * (most + 1 - least));
      return Array.from({ length }, () => this.random(schema.items ?? {}, random));
    }
    if (schema.type === 'object') {
      const kept = propertiesOf(schema).filter(([name]) => schema.required?.includes(name) || random() < 0.5);
      return Object.fromEntries(kept.map(([name, property]) => [name, this.random(property, random)]));
    }
    const values = validScalars(schema);
    return values[Math.floor(random() * values.length)];
  }

  #validArrays(schema: JsonSchema): readonly unknown[] {
    const { items = {}, minItems = 0, maxItems = Math.max(3, minItems) } = schema;
    const [, ...others] = this.valid(items);
    return [
      this.#full(schema),
      ...(minItems === 0 ? [[]] : []),
      this.#copies(maxItems, items),
      ...others.map((item) => [item, ...this.#copies(minItems - 1, items)]),
    ];
  }

  #invalidArrays(schema: JsonSchema): readonly unknown[] {
    const { items = {}, minItems = 0, maxItems } = schema;
    return [
      ...(minItems > 0 ? [this.#copies(minItems - 1, items)] : []),
      ...(maxItems === undefined ? [] : [this.#copies(maxItems + 1, items)]),
      ...this.invalid(items).map((item) => [item, ...this.#copies(minItems - 1, items)]),
    ];
  }

  #validObjects(schema: JsonSchema): readonly unknown[] {
    const minimal = this.#minimal(schema);
    const maximal = propertiesOf(schema).map(([name, property]) => [name, this.valid(property).at(-1)]);
    return [
      this.#full(schema),
      minimal,
      Object.fromEntries(maximal),
      ...propertiesOf(schema).flatMap(([name, property]) =>
        this.valid(property).map((value) => ({ ...minimal, [name]: value })),
      ),
      ...(schema.additionalProperties === false ? [] : [{ ...minimal, unheardOf: 1 }]),
    ];
  }

  #invalidObjects(schema: JsonSchema): readonly unknown[] {
    const minimal = this.#minimal(schema);
    const without = (name: string) => Object.fromEntries(Object.entries(minimal).filter(([other]) => other !== name));
    return [
      ...(schema.required ?? []).map(without),
      ...(schema.additionalProperties === false ? [{ ...minimal, unheardOf: 1 }] : []),
      ...propertiesOf(schema).flatMap(([name, property]) =>
        this.invalid(property).map((value) => ({ ...minimal, [name]: value })),
      ),
    ];
  }

  /** With every property, to the last leaf, and one element in each array. */
  #full(node: JsonSchema): unknown {
    const schema = this.#resolve(node);
    return remembered(this.#fullOf, schema, () => {
      const { items = {}, minItems = 0 } = schema;
      if (schema.type === 'array') return [this.#full(items), ...this.#copies(minItems - 1, items)];
      if (schema.type !== 'object') return validScalars(schema)[0];
      return Object.fromEntries(propertiesOf(schema).map(([name, property]) => [name, this.#full(property)]));
    });
  }

  /** With the required properties alone, at every level. */
  #minimal(schema: JsonSchema): Readonly<Record<string, unknown>> {
    const required = propertiesOf(schema).filter(([name]) => schema.required?.includes(name));
    return Object.fromEntries(required.map(([name, property]) => [name, this.#least(property)]));
  }

  #least(node: JsonSchema): unknown {
    const schema = this.#resolve(node);
    return remembered(this.#leastOf, schema, () => {
      if (schema.type === 'array') return this.#copies(schema.minItems ?? 0, schema.items ?? {});
      return schema.type === 'object' ? this.#minimal(schema) : validScalars(schema)[0];
    });
  }

  #copies(length: number, items: JsonSchema): readonly unknown[] {
    return Array.from({ length: Math.max(0, length) }, () => this.#least(items));
  }

  #resolve(node: JsonSchema): JsonSchema {
    const unknown = Object.keys(node).find((keyword) => !understood.has(keyword));
    if (unknown !== undefined) throw new Error(`no instances can be made for the keyword ${unknown}`);
    if (node.$ref === undefined) return node;
    const [base, name = ''] = node.$ref.split('#/definitions/');
    const definition = this.#types.definitions?.[name];
    const elsewhere = base !== '' && base !== this.#types.$id;
    if (definition === undefined || elsewhere) throw new Error(`${node.$ref} leads nowhere`);
    return this.#resolve(definition);
  }
}

function remembered<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

function propertiesOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(schema.properties ?? {});
}
