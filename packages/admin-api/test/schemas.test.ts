import t from 'tap';
import { sharedSchemas } from '../src/schemas.ts';

t.test('every shared schema but the settings is exact: it has required fields and allows no others', async (t) => {
  for (const [name, schema] of Object.entries(sharedSchemas)) {
    t.match(schema, { type: 'object', additionalProperties: false }, name);
    if (name !== 'GatewaySettings') t.ok((schema.required as readonly string[]).length > 0, name);
  }
});

t.test('only a new API key has a secret', async (t) => {
  const secretive = Object.entries(sharedSchemas).filter(([, schema]) =>
    JSON.stringify(schema).includes('"api_secret"'),
  );
  t.same(
    secretive.map(([name]) => name),
    ['NewApiKey'],
  );
});
