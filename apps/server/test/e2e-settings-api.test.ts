// Shows of issue 2: "`GET`/`PUT /gateways/ocpp` (live)"; "a settings document with three errors at once (all three named, nothing
// applied)"; and that what was changed over the API outlives the process.

import t from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { startTestServer, temporaryFolder } from './fixtures/running-server.ts';

/** Every setting of the gateway's table, each with another value than its default. */
const others = {
  enable: false,
  mountpoint: 'other/',
  default_heartbeat_interval: '2h',
  heartbeat_checking_times_backoff: 3,
  message_format_checking: 'upstream_only',
  json_schema_id_prefix: 'urn:mine:',
  idle_timeout: '90s',
  upstream: {
    topic: 'up/${cid}',
    reply_topic: 'up/${cid}/answers',
    error_topic: 'up/${cid}/errors',
    topic_override_mapping: { Heartbeat: 'beats/${cid}', StatusNotification: 'status/${cid}/${action}' },
  },
  dnstream: { topic: 'down/${cid}', max_mqueue_len: 7 },
  message_format_mode: { upstream: 'warn', dnstream: 'off', actions: { DataTransfer: 'off' } },
  strict_call_order: false,
  call_timeout: '10s',
  call_timeout_overrides: { GetLog: '2m' },
  reply_timeout: '0s',
  retry_window: '2m',
  presence: { topic: 'here/${cid}' },
  boot_gate: true,
  responder: { enable: true, after: '0s', heartbeat_interval: '10m', authorize: 'list', id_tags: ['A', 'B'] },
  offline_policy: 'queue',
  offline_ttl: '5m',
  ping_interval: '40s',
  max_frame_size: '32KB',
  security_profile_downgrade: 'refuse',
  calls: { max_waiting: 9, max_timeout: '2m' },
  frames: { keep: 5, max_bytes: '1MB', mask_id_tags: false },
  trusted_proxies: ['10.0.0.0/8', '::1'],
  charge_points: {
    'CP 7/a': {
      ping_interval: '0s',
      default_heartbeat_interval: '5m',
      idle_timeout: '3m',
      version: '2.1',
      message_format_mode: 'warn',
    },
  },
} as const;

t.test('every setting that was changed over the API is shown, and is still in force after a restart', async (t) => {
  const folder = temporaryFolder(t);
  const first = await startTestServer(t, { folder });
  const before = objectOf(await first.api('GET /gateways/ocpp'));
  const names = Object.keys(others);
  t.same(
    names.filter((name) => JSON.stringify(before[name]) === JSON.stringify(Reflect.get(others, name))),
    [],
  );
  t.equal((await first.api('PUT /gateways/ocpp', others)).status, 204);
  t.match(objectOf(await first.api('GET /gateways/ocpp')), others);
  await first.close();

  const second = await startTestServer(t, { folder });
  const after = objectOf(await second.api('GET /gateways/ocpp'));
  t.same(Object.fromEntries(names.map((name) => [name, after[name]])), others);
  t.equal(after.status, 'stopped');
  t.equal((await second.refusedChargePoint('CP1')).status, 503);

  t.equal(
    (await second.api('PUT /gateways/ocpp', { enable: true, upstream: { topic_override_mapping: {} } })).status,
    204,
  );
  const csms = await second.mqtt();
  await csms.subscribe('other/#');
  const chargePoint = await second.chargePoint('CP1');
  t.match(JSON.parse((await csms.next('other/here/CP1')).text), { Connected: true });
  await chargePoint.send([2, 'b1', 'BootNotification', { chargePointVendor: 'v', chargePointModel: 'm' }]);
  t.match(await csms.nextEnvelope('other/up/CP1'), { UniqueId: 'b1' });
  await second.close();

  const third = await startTestServer(t, { folder });
  const mapping = objectOf(await third.api('GET /gateways/ocpp')).upstream;
  t.same(mapping, { ...others.upstream, topic_override_mapping: {} }, 'what was removed does not come back');
});

t.test('the table of the test names every setting of the gateway', async (t) => {
  const running = await startTestServer(t);
  const shown = objectOf(await running.api('GET /gateways/ocpp'));
  const state = ['name', 'status', 'created_at', 'started_at', 'stopped_at', 'listeners', 'authentication'];
  const settings = Object.keys(shown).filter((name) => !state.includes(name));
  t.same(
    settings.filter((name) => !Object.hasOwn(others, name)),
    ['json_schema_dir'],
    'which needs a folder: e2e-live-rules',
  );
});

t.test('a document with three wrong values names all three and applies nothing', async (t) => {
  const folder = temporaryFolder(t);
  const running = await startTestServer(t, { folder });
  const before = await running.api('GET /gateways/ocpp');
  const refused = await running.api('PUT /gateways/ocpp', {
    mountpoint: 'other/',
    idle_timeout: 'soon',
    dnstream: { max_mqueue_len: -1 },
    upstream: { topic: 'up/#' },
    call_timeout: '11s',
  });
  t.equal(refused.status, 400);
  const { code, message } = objectOf(refused);
  t.equal(code, 'BAD_REQUEST');
  for (const path of ['idle_timeout: ', 'dnstream.max_mqueue_len: ', 'upstream.topic: ']) {
    t.ok(String(message).includes(path), `${path}is in: ${message}`);
  }
  t.same((await running.api('GET /gateways/ocpp')).json, before.json, 'nothing was applied');
  await running.close();
  const again = await startTestServer(t, { folder });
  const state = { created_at: null, started_at: null, listeners: null };
  t.same(
    { ...objectOf(await again.api('GET /gateways/ocpp')), ...state },
    { ...objectOf(before), ...state },
    'nor stored',
  );
});

t.test(
  'values that are good alone and wrong together, unknown names and other documents are refused too',
  async (t) => {
    const running = await startTestServer(t);
    const before = await running.api('GET /gateways/ocpp');
    const refusals: readonly (readonly [body: unknown, message: RegExp])[] = [
      [{ idle_timeout: '5s', ping_interval: '20s' }, /idle_timeout: /],
      [{ dnstream: { topic: 'cp/${cid}' } }, /dnstream\.topic/],
      [{ dnstream: { topic: 'cs/all' } }, /dnstream\.topic: /],
      [{ mountpiont: 'x/' }, /mountpiont: .*mountpoint/],
      [{ upstream: { topics: 'x' } }, /upstream\.topics: /],
      [{ enable: 'no' }, /enable: /],
      [[], /body/],
      ['text', /body/],
    ];
    for (const [body, message] of refusals) {
      t.match(await running.api('PUT /gateways/ocpp', body), { status: 400, json: { code: 'BAD_REQUEST', message } });
    }
    t.same((await running.api('GET /gateways/ocpp')).json, before.json);
  },
);

t.test('what GET shows can be sent back whole; listeners and authentication in it are ignored', async (t) => {
  const running = await startTestServer(t);
  const shown = objectOf(await running.api('GET /gateways/ocpp'));
  t.equal((await running.api('PUT /gateways/ocpp', shown)).status, 204);
  const authentication = { enable: false };
  const patch = { listeners: [], authentication, boot_gate: true };
  t.equal((await running.api('PUT /gateways/ocpp', patch)).status, 204);
  t.match(objectOf(await running.api('GET /gateways/ocpp')), {
    boot_gate: true,
    listeners: [{ id: 'ocpp:ws:default' }],
  });
  t.equal((await running.refusedChargePoint('CP1', { password: 'wrong' })).status, 401, 'authentication is still on');
});

t.test('changes that come at once are taken one after the other, each whole', async (t) => {
  const running = await startTestServer(t);
  const changes = Array.from({ length: 12 }, (_, index) => ({
    call_timeout: `${index + 1}s`,
    reply_timeout: `${index + 1}s`,
  }));
  const answers = await Promise.all(changes.map((change) => running.api('PUT /gateways/ocpp', change)));
  t.same(new Set(answers.map(({ status }) => status)), new Set([204]));
  const { call_timeout, reply_timeout } = objectOf(await running.api('GET /gateways/ocpp'));
  t.equal(call_timeout, reply_timeout);
});
