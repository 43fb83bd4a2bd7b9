import { mqttSettingsSchema } from '@ocpp-broker/config';
import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const URL = '/configs/mqtt';

t.test('GET shows the settings of the broker, but for listeners and authentication', async (t) => {
  const { ask } = await testApi();
  const { status, json } = await ask(`GET ${URL}`);
  t.equal(status, 200);
  t.same(Object.keys(json as object), Object.keys(mqttSettingsSchema().properties));
  t.match(json, { max_packet_size: '1MB', sessions: { queue: { max_messages: 10_000 } } });
});

t.test('PUT merges what is given onto the settings, and answers with all', async (t) => {
  const { ask, memory } = await testApi();
  const before = (await ask(`GET ${URL}`)).json as object;
  const body = { max_subscriptions: 7, sessions: { queue: { max_age: '1h' } } };
  const put = await ask(`PUT ${URL}`, { body });
  t.match(put, { status: 200, json: { max_subscriptions: 7, sessions: { max: 20_000, queue: { max_age: '1h' } } } });
  t.same((await ask(`GET ${URL}`)).json, put.json);
  t.match(memory.audit, [{ action: 'update mqtt settings', target: 'max_subscriptions, sessions' }]);
  t.same((await ask(`PUT ${URL}`, { body: { max_subscriptions: null, sessions: null } })).json, before);
  t.same((await ask(`PUT ${URL}`, { body: before })).json, before, 'what is shown can be put back');
});

t.test('every wrong value is named with its path, and nothing is applied', async (t) => {
  const { ask, memory } = await testApi();
  const before = (await ask(`GET ${URL}`)).json;
  const body = { max_inflight: 0, sessions: { max: 'many' }, frobnicate: 1, max_subscriptions: 5 };
  const { status, json } = await ask(`PUT ${URL}`, { body });
  t.equal(status, 400);
  const { code, message } = json as { readonly code: string; readonly message: string };
  t.equal(code, 'BAD_REQUEST');
  for (const path of ['max_inflight: must be', 'sessions.max: must be', 'frobnicate: unknown key']) {
    t.ok(
      message.split('; ').some((one) => one.startsWith(path)),
      path,
    );
  }
  t.same((await ask(`GET ${URL}`)).json, before);
  t.same(memory.audit, []);
});

t.test('listeners and authentication are not changed here', async (t) => {
  const { ask } = await testApi();
  for (const key of ['listeners', 'authentication']) {
    t.match(await ask(`PUT ${URL}`, { body: { [key]: {} } }), {
      status: 400,
      json: { code: 'BAD_REQUEST', message: `${key}: is not changed here` },
    });
  }
  const headers = { 'content-type': 'application/json' };
  for (const body of ['[]', 'null', '']) t.equal((await ask(`PUT ${URL}`, { headers, body })).status, 400, body);
});

t.test('no secret of the settings is shown anywhere', async (t) => {
  const { ask, memory } = await testApi();
  const authentication = { jwt: { secret: 'opensesame' }, http: { headers: { authorization: 'opensesame' } } };
  await memory.document.update({ mqtt: { authentication }, gateway: { ocpp: { authentication } } });
  const paths = [URL, '/authorization/settings', '/listeners', '/gateways/ocpp', '/gateways/ocpp/authentication'];
  for (const path of paths) {
    const { status, text } = await ask(`GET ${path}`);
    t.equal(status, 200, path);
    t.notMatch(text, /opensesame/, path);
  }
});
