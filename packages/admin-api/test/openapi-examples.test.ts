import t from 'tap';
import { exampleOf } from '../src/openapi-examples.ts';

const named = {
  Leaf: { type: 'string', examples: ['from the schema', 'another'] },
  Tree: { type: 'object', properties: { branch: { $ref: '#/components/schemas/Tree' } } },
};

t.test('a schema’s own example, constant, default or first choice is taken before anything is made up', async (t) => {
  t.equal(exampleOf({ type: 'string', examples: ['a'], default: 'b' }, {}), 'a');
  t.equal(exampleOf({ const: 7 }, {}), 7);
  t.equal(exampleOf({ type: 'boolean', default: false }, {}), false);
  t.equal(exampleOf({ enum: ['x', 'y'] }, {}), 'x');
  t.equal(exampleOf({ $ref: '#/components/schemas/Leaf' }, named), 'from the schema');
  t.equal(exampleOf({ examples: [null] }, {}), null);
});

t.test('otherwise it is made of the type', async (t) => {
  const schema = {
    type: 'object',
    properties: {
      text: { type: ['null', 'string'], minLength: 6 },
      time: { type: 'string', format: 'date-time' },
      number: { type: 'integer', minimum: 3 },
      flag: { type: 'boolean' },
      list: { type: 'array', items: { $ref: '#/components/schemas/Leaf' } },
      either: { oneOf: [{ type: 'integer' }, { type: 'string' }] },
      nothing: { type: 'null' },
      anything: {},
    },
  };
  t.same(exampleOf(schema, named), {
    text: 'text..',
    time: '2026-01-01T00:00:00.000Z',
    number: 3,
    flag: true,
    list: ['from the schema'],
    either: 0,
    nothing: null,
    anything: null,
  });
});

t.test('a schema that speaks of itself has an end', async (t) => {
  t.ok(JSON.stringify(exampleOf({ $ref: '#/components/schemas/Tree' }, named)).length < 1000);
  t.equal(exampleOf({ $ref: '#/components/schemas/Nobody' }, named), null);
});
