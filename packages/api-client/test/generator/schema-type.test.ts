import t from 'tap';
import { schemaType } from '../../generator/schema-type.ts';

const cases: readonly (readonly [schema: unknown, type: string])[] = [
  [{ type: 'string', pattern: '^a' }, 'string'],
  [{ type: 'integer' }, 'number'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ type: ['number', 'integer'] }, 'number'],
  [{ enum: [true, 'all', 1] }, 'true | "all" | 1'],
  [{ const: 'x' }, '"x"'],
  [{ $ref: '#/components/schemas/User' }, 'Schemas["User"]'],
  [{ type: 'array', items: { type: ['string', 'null'] } }, 'readonly (string | null)[]'],
  [{ type: 'array' }, 'readonly (unknown)[]'],
  [{ type: 'object' }, 'Readonly<Record<string, unknown>>'],
  [{ type: 'object', additionalProperties: { type: 'string' } }, 'Readonly<Record<string, string>>'],
  [{ type: 'object', additionalProperties: false }, 'Readonly<Record<string, never>>'],
  [{ oneOf: [{ type: 'string' }, { type: 'null' }] }, '(string) | (null)'],
  [{ anyOf: [{ type: 'string' }] }, '(string)'],
  [
    { allOf: [{ $ref: '#/components/schemas/A' }, { type: 'object' }] },
    '(Schemas["A"]) & (Readonly<Record<string, unknown>>)',
  ],
  [true, 'unknown'],
  [{}, 'unknown'],
];

t.test('a schema becomes the type of what it accepts', async (t) => {
  for (const [schema, type] of cases) t.equal(schemaType(schema), type, JSON.stringify(schema));
});

t.test('an object has its members by name, with what each is about', async (t) => {
  const properties = {
    'b-c': { type: 'array', items: { type: 'object', properties: { x: { type: 'boolean' } } } },
    a: { type: 'string', description: 'One\n  line */ only' },
  };
  t.equal(
    schemaType({ properties, required: ['a'], additionalProperties: { type: 'number' } }),
    `{
  readonly "b-c"?: readonly ({
    readonly x?: boolean;
  })[];
  /** One line *\\/ only */
  readonly a: string;
} & Readonly<Record<string, number>>`,
  );
});

t.test('a reference that leaves the document is refused', async (t) => {
  t.throws(() => schemaType({ $ref: 'https://example.org/a.json' }), /example\.org/);
});
