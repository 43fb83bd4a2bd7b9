import { gatewaySettingsSchema } from '@ocpp-broker/config';
import t from 'tap';
import { gatewaySchemas } from '../src/gateway-schema.ts';

type Node = { readonly properties: Readonly<Record<string, object>>; readonly required?: readonly string[] };
const schema = (name: string) => gatewaySchemas[name] as unknown as Node;

t.test('the settings that PUT takes are those of packages/config, every one', async (t) => {
  const known = Object.keys(gatewaySettingsSchema().properties);
  t.ok(known.includes('mountpoint'));
  t.same(Object.keys(schema('GatewaySettings').properties), known);
});

t.test('what GET shows has every setting, and the state besides', async (t) => {
  const required = schema('Gateway').required ?? [];
  for (const name of ['name', 'status', 'listeners', ...Object.keys(gatewaySettingsSchema().properties)]) {
    t.ok(required.includes(name), name);
  }
});

t.test('keywords that JSON Schema does not know are told as extensions, at every depth', async (t) => {
  const text = JSON.stringify(gatewaySchemas);
  for (const keyword of ['apply', 'expects', 'unit', 'range']) t.notOk(text.includes(`"${keyword}":`), keyword);
  t.match(schema('GatewaySettings').properties.upstream, { properties: { topic: { 'x-apply': 'live' } } });
  t.match(schema('GatewaySettings').properties.mountpoint, { default: 'ocpp/', 'x-expects': String });
});
