import t from 'tap';
import { testApi, VIEWER } from '../fixtures/api.ts';

const PATH = 'GET /async-api-spec.json';

type Channels = { readonly channels: Readonly<Record<string, { readonly address?: string }>> };

t.test('a viewer reads the topics as the settings have them at that moment', async (t) => {
  const { ask } = await testApi();
  const before = await ask(PATH, { as: VIEWER, headers: { host: 'broker.example:18083' } });
  t.match(before, {
    status: 200,
    json: {
      asyncapi: '3.0.0',
      info: { version: '1.2.3' },
      servers: { 'tcp-default': { host: 'broker.example:1883' } },
      channels: { calls: { address: 'ocpp/cp/{clientid}' } },
    },
  });
  await ask('PUT /gateways/ocpp', { body: { mountpoint: 'm/', presence: { topic: '' }, enable: false } });
  await ask('DELETE /listeners/tcp:default');
  const { json } = await ask(PATH, { as: VIEWER });
  t.match(json, { info: { description: /switched off/ }, channels: { calls: { address: 'm/cp/{clientid}' } } });
  t.notOk('presence' in (json as Channels).channels);
  t.notMatch(JSON.stringify(json), /tcp-default/);
});

t.test('what a caller says of itself cannot become anything but a host', async (t) => {
  const { ask } = await testApi();
  const { json } = await ask(PATH, { headers: { host: 'a{b}"<c>' } });
  t.match(json, { servers: { 'tcp-default': { host: 'localhost:1883' } } });
});

t.test('who has not signed in reads nothing', async (t) => {
  const { ask } = await testApi();
  t.match(await ask(PATH, { as: null }), { status: 401 });
});
