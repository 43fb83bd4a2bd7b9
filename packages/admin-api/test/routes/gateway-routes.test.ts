// biome-ignore-all lint/suspicious/noTemplateCurlyInString: topics are written with such placeholders

import t from 'tap';
import { testApi } from '../fixtures/api.ts';

const record = (value: unknown) => value as Readonly<Record<string, unknown>>;

t.test('the list of gateways has the one there is, with its live counts', async (t) => {
  const { ask, memory } = await testApi();
  t.same((await ask('GET /gateways')).json, [
    {
      name: 'ocpp',
      status: 'running',
      created_at: '1970-01-01T00:00:01.000Z',
      started_at: '1970-01-01T00:00:02.000Z',
      max_connections: 1000,
      current_connections: 2,
      listeners: [{ id: 'ocpp:ws:default', type: 'ws', name: 'default', running: true }],
      node_status: [{ node: 'node-1', status: 'running', max_connections: 1000, current_connections: 2 }],
    },
  ]);
  memory.gateway.status = 'stopped';
  t.match((await ask('GET /gateways')).json, [{ status: 'stopped', stopped_at: '1970-01-01T00:00:03.000Z' }]);
});

t.test('the list of gateways is filtered by status', async (t) => {
  const { ask } = await testApi();
  t.equal(((await ask('GET /gateways?status=running')).json as []).length, 1);
  t.same((await ask('GET /gateways?status=stopped')).json, []);
  t.same((await ask('GET /gateways?status=unloaded')).json, []);
  t.match(await ask('GET /gateways?status=nonsense'), {
    status: 400,
    json: { code: 'BAD_REQUEST', message: /^status: / },
  });
});

t.test('a gateway that never ran has no time of its start', async (t) => {
  const { ask, memory } = await testApi();
  const { ports } = memory;
  ports.gateway.status = () => ({ status: 'stopped', createdAt: 1000, startedAt: null, stoppedAt: null });
  const [gateway] = (await ask('GET /gateways')).json as [object];
  t.match(gateway, { started_at: null });
  t.notOk('stopped_at' in gateway);
});

t.test('GET shows the settings, the state and the listeners, and nothing of the authentication', async (t) => {
  const { ask } = await testApi();
  const { status, json } = await ask('GET /gateways/ocpp');
  t.equal(status, 200);
  t.match(json, {
    name: 'ocpp',
    status: 'running',
    enable: true,
    mountpoint: 'ocpp/',
    default_heartbeat_interval: '60s',
    upstream: { topic: 'cp/${cid}', topic_override_mapping: {} },
    dnstream: { max_mqueue_len: 100 },
    listeners: [{ id: 'ocpp:ws:default', running: true }],
  });
  t.notOk('authentication' in record(json));
});

t.test('PUT merges what is given onto the settings and leaves the rest', async (t) => {
  const { ask, memory } = await testApi();
  const first = {
    mountpoint: 'm/',
    upstream: { topic: 'up/${cid}', topic_override_mapping: { Heartbeat: 'hb/${cid}' } },
  };
  const put = await ask('PUT /gateways/ocpp', { body: first });
  t.equal(put.status, 204);
  t.equal(put.text, '');
  t.equal((await ask('PUT /gateways/ocpp', { body: { dnstream: { max_mqueue_len: 5 } } })).status, 204);
  t.match((await ask('GET /gateways/ocpp')).json, {
    mountpoint: 'm/',
    upstream: {
      topic: 'up/${cid}',
      reply_topic: 'cp/${cid}/Reply',
      topic_override_mapping: { Heartbeat: 'hb/${cid}' },
    },
    dnstream: { topic: 'cs/${cid}', max_mqueue_len: 5 },
  });
  t.match(memory.audit, [
    { action: 'update gateway settings', target: 'mountpoint, upstream' },
    { action: 'update gateway settings', target: 'dnstream' },
  ]);
});

t.test('what GET shows can be PUT back, by ours and by what EMQX shows besides', async (t) => {
  const { ask } = await testApi();
  const before = record((await ask('GET /gateways/ocpp')).json);
  const body = {
    ...before,
    authentication: { mechanism: 'x' },
    enable_stats: true,
    clientinfo_override: {},
    mountpoint: 'n/',
  };
  t.equal((await ask('PUT /gateways/ocpp', { body })).status, 204);
  t.same((await ask('GET /gateways/ocpp')).json, { ...before, mountpoint: 'n/' });
});

t.test('every wrong value is named and nothing is applied', async (t) => {
  const { ask, memory } = await testApi();
  const before = (await ask('GET /gateways/ocpp')).json;
  const body = { mountpoint: 'm/', idle_timeout: 'soon', upstream: { topic: 7 }, frobnicate: true };
  const { status, json } = await ask('PUT /gateways/ocpp', { body });
  t.equal(status, 400);
  for (const path of ['idle_timeout: ', 'upstream.topic: ', 'frobnicate: ']) {
    t.ok(String(record(json).message).includes(path), path);
  }
  t.equal(record(json).code, 'BAD_REQUEST');
  t.same((await ask('GET /gateways/ocpp')).json, before);
  t.same(memory.audit, []);
});

t.test('a PUT whose body is no object is refused', async (t) => {
  const { ask } = await testApi();
  const headers = { 'content-type': 'application/json' };
  for (const body of ['[]', '"text"', 'null', '7', '']) {
    t.match(await ask('PUT /gateways/ocpp', { headers, body }), { status: 400, json: { code: 'BAD_REQUEST' } }, body);
  }
  t.equal((await ask('PUT /gateways/ocpp', { body: {} })).status, 204, 'an empty one changes nothing');
});

t.test('the gateway is switched off and on', async (t) => {
  const { ask, memory } = await testApi();
  for (const enable of [false, true]) {
    t.equal((await ask(`PUT /gateways/ocpp/enable/${enable}`)).status, 204);
    t.match((await ask('GET /gateways/ocpp')).json, { enable });
  }
  t.match(memory.audit, [{ action: 'disable gateway', target: 'ocpp' }, { action: 'enable gateway' }]);
  const wrong = await ask('PUT /gateways/ocpp/enable/maybe');
  t.match(wrong, { status: 400, json: { code: 'BAD_REQUEST', message: /^enable: .*\(true, false\)$/ } });
});
