import t from 'tap';
import { ADMIN, logIn, testApi } from '../fixtures/api.ts';

const backup = { format: 'ocpp-broker-export', version: 1 };

t.test('the export is a file to save, and who saved it is recorded', async (t) => {
  const { ask, memory } = await testApi();
  const { status, headers, json } = await ask('GET /data/export');
  t.equal(status, 200);
  t.match(headers, {
    'content-disposition': 'attachment; filename="ocpp-broker-export-2024-06-01.json"',
    'cache-control': 'no-store',
  });
  t.match(json, backup);
  t.match(memory.audit, [{ action: 'export data' }]);
});

t.test('what was exported is taken in, merged unless told, and recorded', async (t) => {
  const { ask, memory } = await testApi();
  const { json } = await ask('GET /data/export');
  memory.userBackup.stored.ocpp.clear();
  const answer = await ask('POST /data/import', { body: json as object });
  t.match(answer, { status: 200, json: { dry_run: false, mode: 'merge', users: { ocpp: { added: 2 } } } });
  t.ok(memory.userBackup.stored.ocpp.has('CP1'));
  t.match(memory.audit[1], {
    action: 'import data',
    target: 'merge',
    detail: { after: { users: { ocpp: { added: 2 } } } },
  });
  t.notMatch(JSON.stringify(memory.audit), /\$hash\$/);
});

t.test('settings that are taken in are recorded with what they were', async (t) => {
  const { ask, memory } = await testApi();
  const settings = { mqtt: { max_subscriptions: 7 } };
  t.equal((await ask('POST /data/import', { body: { ...backup, settings } })).status, 200);
  t.match(memory.audit.at(-1), {
    action: 'import settings',
    detail: { after: { mqtt: { max_subscriptions: 7 } } },
  });
  await ask('POST /data/import', { body: { ...backup, settings: { mqtt: { max_subscriptions: 8 } } } });
  t.match(memory.audit.at(-1)?.detail, {
    before: { mqtt: { max_subscriptions: 7 } },
    after: { mqtt: { max_subscriptions: 8 } },
  });
});

t.test('a dry run is neither done nor recorded', async (t) => {
  const { ask, memory } = await testApi();
  const body = { ...backup, users: { mqtt: [] } };
  const answer = await ask('POST /data/import?mode=replace&dry_run=true', { body });
  t.match(answer, { status: 200, json: { dry_run: true, mode: 'replace', users: { mqtt: { removed: 1 } } } });
  t.ok(memory.userBackup.stored.mqtt.has('ann'));
  t.same(memory.audit, []);
});

t.test('what is no backup, or has something in it that cannot be, is refused with its place', async (t) => {
  const { ask, memory } = await testApi();
  for (const [body, message] of [
    [{}, /Missing required parameter: format/],
    [{ ...backup, version: 2 }, /^version: /],
    [{ ...backup, colour: 1 }, /additional/],
    [{ ...backup, users: { mqtt: [{ user_id: 'a' }] } }, /Missing required parameter: users\.mqtt\.0\.password_hash/],
    [{ ...backup, settings: { mqtt: { max_subscriptions: 'many' } } }, /^mqtt\.max_subscriptions: must be/],
    [{ ...backup, users: { mqtt: [{ user_id: 'a', password_hash: 'wrong' }] } }, /realm mqtt/],
  ] as const) {
    t.match(
      await ask('POST /data/import', { body }),
      { status: 400, json: { code: 'BAD_REQUEST', message } },
      JSON.stringify(body),
    );
  }
  t.match(await ask('POST /data/import?mode=overwrite', { body: backup }), { status: 400 });
  t.same(memory.audit, []);
});

t.test('when users of the console come in, all logins end', async (t) => {
  const rig = await testApi();
  const as = await logIn(rig);
  await rig.ask('POST /data/import', { as, body: { ...backup, users: { mqtt: [] } } });
  t.equal((await rig.ask('GET /nodes', { as })).status, 200);
  await rig.ask('POST /data/import', { as, body: { ...backup, users: { admin: [] } } });
  t.match(await rig.ask('GET /nodes', { as }), { status: 401, json: { code: 'BAD_TOKEN' } });
  t.equal((await rig.ask('GET /nodes', { as: ADMIN })).status, 200);
});

t.test('a backup may be larger than other bodies, and no larger than told', async (t) => {
  const { ask } = await testApi({ bodyBytesMax: 100, importBytesMax: 2_000 });
  const body = (length: number) => ({ ...backup, node: 'x'.repeat(length) });
  t.equal((await ask('POST /data/import', { body: body(1_000) })).status, 200);
  t.match(await ask('POST /data/import', { body: body(2_000) }), { status: 413, json: { code: 'PAYLOAD_TOO_LARGE' } });
});
