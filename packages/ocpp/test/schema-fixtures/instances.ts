// Instances of a schema, made from the schema alone: valid ones at every edge it has, and invalid ones that are one step off.
// An object's instances are `full` (every property at its base value) with one property varied at a time, so their number
// grows with the sum of the variants and a verdict that differs points at one place.

import type { Random } from './random.ts';
import { invalidScalars, validScalars, wrongTypes } from './scalars.ts';
import type { JsonSchema } from './schema-sets.ts';

/** A payload and whether the schema that it was made from accepts it. */
export type Instance = { readonly value: unknown; readonly valid: boolean };

const RANDOM_INSTANCES_PER_DOCUMENT = 20;

/** Keywords that this generator makes edges for, and annotations that have none. */
const understood = new Set<string>([
  ...['$ref', 'type', 'properties', 'required', 'additionalProperties', 'items', 'minItems', 'enum', 'format'],
  ...['maxLength', 'multipleOf', 'definitions'],
  ...['$schema', '$id', 'id', 'title', 'comment', 'description', 'javaType'],
]);

/** Everything that is worth asking of a document. */
export function instancesOf(document: JsonSchema, random: Random): readonly Instance[] {
  const shape = new Shapes(document);
  const randoms = Array.from({ length: RANDOM_INSTANCES_PER_DOCUMENT }, () => shape.random(document, random));
  return [
    ...[...shape.valid(document), ...randoms].map((value) => ({ value, valid: true })),
    ...shape.invalid(document).map((value) => ({ value, valid: false })),
  ];
}

class Shapes {
  readonly #document: JsonSchema;

  constructor(document: JsonSchema) {
    this.#document = document;
  }

  /** Valid values; the first is the base, which every set of schemas should accept. */
  valid(node: JsonSchema): readonly unknown[] {
    const schema = this.#resolve(node);
    switch (schema.type) {
      case 'object':
        return this.#validObjects(schema);
      case 'array': {
        const [base, ...others] = this.valid(schema.items ?? {});
        const empty = (schema.minItems ?? 0) === 0 ? [[]] : [];
        return [[base], ...empty, [base, base, base], ...others.map((item) => [item])];
      }
      default:
        return validScalars(schema);
    }
  }

  /** Values that break exactly one rule. */
  invalid(node: JsonSchema): readonly unknown[] {
    const schema = this.#resolve(node);
    const wrong = wrongTypes(schema);
    if (schema.type === 'object') return [...wrong, ...this.#invalidObjects(schema)];
    if (schema.type === 'array') {
      const tooFew = (schema.minItems ?? 0) > 0 ? [[]] : [];
      return [...wrong, ...tooFew, ...this.invalid(schema.items ?? {}).map((item) => [item])];
    }
    return [...wrong, ...invalidScalars(schema)];
  }

  /** A valid value in which each optional property is there or not, and each leaf one of its edges. */
  random(node: JsonSchema, random: Random): unknown {
    const schema = this.#resolve(node);
    if (schema.type === 'array') {
      const least = schema.minItems ?? 0;
      const length = least + Math.floor(random() * (4 - least));
      return Array.from({ length }, () => this.random(schema.items ?? {}, random));
    }
    if (schema.type === 'object') {
      const kept = propertiesOf(schema).filter(([name]) => schema.required?.includes(name) || random() < 0.5);
      return Object.fromEntries(kept.map(([name, property]) => [name, this.random(property, random)]));
    }
    const values = validScalars(schema);
    return values[Math.floor(random() * values.length)];
  }

  #validObjects(schema: JsonSchema): readonly unknown[] {
    const full = this.#full(schema);
    const required = Object.entries(full).filter(([name]) => schema.required?.includes(name));
    const minimal = Object.fromEntries(required);
    const optional = Object.entries(full).filter(([name]) => !schema.required?.includes(name));
    const maximal = propertiesOf(schema).map(([name, property]) => [name, this.valid(property).at(-1)]);
    return [
      full,
      minimal,
      Object.fromEntries(maximal),
      ...optional.map(([name, value]) => ({ ...minimal, [name]: value })),
      ...propertiesOf(schema).flatMap(([name, property]) =>
        this.valid(property)
          .slice(1)
          .map((value) => ({ ...full, [name]: value })),
      ),
      ...(schema.additionalProperties === false ? [] : [{ ...full, unheardOf: 1 }]),
    ];
  }

  #invalidObjects(schema: JsonSchema): readonly unknown[] {
    const full = this.#full(schema);
    const without = (name: string) => Object.fromEntries(Object.entries(full).filter(([other]) => other !== name));
    return [
      ...(schema.required ?? []).map(without),
      ...(schema.additionalProperties === false ? [{ ...full, unheardOf: 1 }] : []),
      ...propertiesOf(schema).flatMap(([name, property]) =>
        this.invalid(property).map((value) => ({ ...full, [name]: value })),
      ),
    ];
  }

  #full(schema: JsonSchema): Readonly<Record<string, unknown>> {
    return Object.fromEntries(propertiesOf(schema).map(([name, property]) => [name, this.valid(property)[0]]));
  }

  #resolve(node: JsonSchema): JsonSchema {
    const unknown = Object.keys(node).find((keyword) => !understood.has(keyword));
    if (unknown !== undefined) throw new Error(`no instances can be made for the keyword ${unknown}`);
    if (node.$ref === undefined) return node;
    const definition = this.#document.definitions?.[node.$ref.replace('#/definitions/', '')];
    if (definition === undefined) throw new Error(`${node.$ref} leads nowhere`);
    return this.#resolve(definition);
  }
}

function propertiesOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(schema.properties ?? {});
}
