import t from 'tap';
import { sharedSchemas } from '../src/schemas.ts';

// Bodies, of which any part may be given.
const parts = [
  ...['GatewaySettings', 'MqttSettings', 'ListenerChange', 'MqttListenerChange', 'WebhookChange'],
  ...['GatewayAuthenticatorChange', 'AuthenticatorChange'],
];

t.test('every shared schema of an answer is exact: it has required fields and allows no others', async (t) => {
  for (const [name, schema] of Object.entries(sharedSchemas)) {
    t.equal(schema.type, 'object', name);
    if (parts.includes(name)) continue;
    for (const one of (schema.oneOf as readonly Readonly<Record<string, unknown>>[] | undefined) ?? [schema]) {
      t.equal(one.additionalProperties, false, name);
      t.ok((one.required as readonly string[]).length > 0, name);
    }
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
