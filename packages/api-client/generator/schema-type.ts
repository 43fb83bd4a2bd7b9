// JSON Schema → the text of a TypeScript type. Only what can be said in types is: ranges, patterns and lengths are the server's affair.

/** A JSON Schema, as far as it is known before it is looked at. */
export type Schema = Readonly<Record<string, unknown>>;

const REFERENCE = '#/components/schemas/';

/** The type of values that a schema accepts; the lines after the first are indented by `indent` spaces. */
export function schemaType(schema: unknown, indent = 0): string {
  if (schema === true || !isSchema(schema)) return 'unknown';
  const { $ref, allOf, anyOf, oneOf, type } = schema;
  if (typeof $ref === 'string') return referenceType($ref);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(allOf)) return joined(allOf, ' & ', indent);
  const choices = anyOf ?? oneOf;
  if (Array.isArray(choices)) return joined(choices, ' | ', indent);
  const types = Array.isArray(type) ? type : [type];
  return [...new Set(types.map((one) => singleType(one, schema, indent)))].join(' | ');
}

/** A comment of one line above a declaration, or nothing. */
export function comment(text: unknown, indent: number): string {
  if (typeof text !== 'string' || text === '') return '';
  return `${' '.repeat(indent)}/** ${text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ')} */\n`;
}

/** The members of an object type, one a line, in the order of their names: the same document always makes the same text. */
export function members(
  entries: readonly (readonly [declaration: string, type: string, about?: unknown])[],
  indent: number,
): string {
  const inner = indent + 2;
  const lines = entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([declaration, type, about]) => `${comment(about, inner)}${' '.repeat(inner)}${declaration}: ${type};\n`);
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** A property's name, quoted when it must be. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function singleType(type: unknown, schema: Schema, indent: number): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type;
    case 'integer':
    case 'number':
      return 'number';
    case 'array':
      return `readonly (${schemaType(schema.items ?? true, indent)})[]`;
    case 'object':
      return objectType(schema, indent);
    default:
      // No type, but properties all the same: an object is meant.
      return isSchema(schema.properties) ? objectType(schema, indent) : 'unknown';
  }
}

function objectType({ properties, required, additionalProperties }: Schema, indent: number): string {
  const known = isSchema(properties) ? Object.entries(properties) : [];
  const others = additionalProperties === false ? undefined : schemaType(additionalProperties ?? true, indent);
  if (known.length === 0)
    return others === undefined ? 'Readonly<Record<string, never>>' : `Readonly<Record<string, ${others}>>`;
  const needed = new Set(Array.isArray(required) ? required : []);
  const type = members(
    known.map(([name, property]) => [
      `readonly ${propertyName(name)}${needed.has(name) ? '' : '?'}`,
      schemaType(property, indent + 2),
      isSchema(property) ? property.description : undefined,
    ]),
    indent,
  );
  return isSchema(additionalProperties) ? `${type} & Readonly<Record<string, ${others}>>` : type;
}

function joined(schemas: readonly unknown[], separator: string, indent: number): string {
  return schemas.map((schema) => `(${schemaType(schema, indent)})`).join(separator);
}

function referenceType(reference: string): string {
  if (!reference.startsWith(REFERENCE))
    throw new Error(`only schemas of the document itself can be named: ${reference}`);
  return `Schemas[${JSON.stringify(reference.slice(REFERENCE.length))}]`;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
