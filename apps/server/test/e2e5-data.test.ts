// Shows of issue 5: "Backup and restore: `GET /data/export`, `POST /data/import`, online SQLite backup; EMQX's export of users imports";
// and the audit log, people who administer, and what may be changed of the API while it runs.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ask, objectOf, rowsOf } from './fixtures/running-api.ts';
import {
  adminPassword,
  chargePointUser,
  startBareServer,
  startTestServer,
  temporaryFolder,
} from './fixtures/running-server.ts';
import { until } from './fixtures/running-wait.ts';

const running = await startTestServer(t, { persistence: 'sqlite' });
const { token } = objectOf(await ask(running.urls.api, 'POST /login', { username: 'admin', password: adminPassword }));

/** Sends a file as a browser's form does. */
async function upload(path: string, name: string, text: string) {
  const form = new FormData();
  form.append('filename', new Blob([text]), name);
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(running.urls.api + path, { method: 'POST', headers, body: form });
  return { status: response.status, json: await response.json() };
}

t.test('users that EMQX has exported come in, and log in', async (t) => {
  const hash = (password: string, salt: string) =>
    createHash('sha256')
      .update(salt + password)
      .digest('hex');
  const rows = [
    { user_id: 'cp-emqx', password_hash: hash('key-of-it', 'salt1'), salt: 'salt1', is_superuser: false },
    { user_id: 'cp-bad', password_hash: 'nothing', salt: '', is_superuser: false },
  ];
  const imported = await upload('/gateways/ocpp/authentication/import_users', 'users.json', JSON.stringify(rows));
  t.match(imported, { status: 200, json: { total: 2, success: 1, failed: 1, problems: [{ reason: String }] } });
  t.ok(await running.chargePoint('CP1', { username: 'cp-emqx', password: 'key-of-it' }));
  const plain = 'user_id,password,is_superuser\nplain-1,pass-1,false\n';
  const path = '/authentication/password_based:built_in_database/import_users?type=plain';
  t.match(await upload(path, 'users.csv', plain), { status: 200, json: { success: 1 } });
  const client = await running.mqtt({}, { username: 'plain-1', password: 'pass-1' });
  await client.end();
});

/** Something of every kind that an export holds. */
async function fill(): Promise<void> {
  const rules = '/authorization/sources/built_in_database/rules';
  const rule = { topic: 'plant/${username}/#', permission: 'allow', action: 'publish', qos: [1], retain: false };
  const deny = { topic: '#', permission: 'deny', action: 'all', qos: [0, 1, 2], retain: 'all' };
  const mqttUser = { user_id: 'meter', password: 'meter-password', is_superuser: true, client_ids: ['meter-*'] };
  for (const [line, body] of [
    ['PUT /gateways/ocpp', { call_timeout: '17s', upstream: { topic_override_mapping: { Heartbeat: 'beats' } } }],
    ['PUT /configs/mqtt', { max_inflight: 7 }],
    ['POST /listeners', { type: 'tcp', name: 'side', bind: '127.0.0.1:0' }],
    ['POST /gateways/ocpp/authentication/users', { user_id: 'bound', password: 'bound-password', identities: ['CP1'] }],
    ['POST /authentication/password_based:built_in_database/users', mqttUser],
    ['POST /users', { username: 'eve', password: 'eve-password', role: 'viewer', description: 'looks' }],
    [`POST ${rules}/users`, [{ username: 'meter', rules: [rule, deny] }]],
    [`POST ${rules}/clients`, [{ clientid: 'panel', rules: [deny] }]],
    [`POST ${rules}/all`, { rules: [rule] }],
    ['POST /banned', { as: 'clientid', who: 'rogue', by: 'ops', reason: 'floods', until: '2099-01-01T00:00:00Z' }],
    ['POST /api_key', { name: 'nightly', role: 'operator', desc: 'at night' }],
    ['POST /webhooks/billing', { url: 'https://example.org/hook', secret: 'shared', events: ['call'] }],
  ] as const) {
    const { status, text } = await running.api(line, body);
    if (status >= 300) throw new Error(`${line}: ${status} ${text}`);
  }
}

t.test('what is exported here comes in elsewhere: settings, users, rules, bans', async (t) => {
  await fill();
  const saved = objectOf(await running.api('GET /data/export'));
  t.notMatch(JSON.stringify(saved), new RegExp(`${chargePointUser.password}|bound-password|meter-password|shared`));
  const other = await startBareServer(t);
  t.match(
    await other.api('POST /data/import', saved),
    { status: 400, json: { message: /^webhooks\.billing\.url: is needed/ } },
    'an address may hold a key, so it is not in the document, and is asked for',
  );
  const { webhooks, ...others } = saved.settings as Readonly<Record<string, object>>;
  const billing = { ...Reflect.get(webhooks ?? {}, 'billing'), url: 'https://example.org/hook', secret: 'shared' };
  const exported = { ...saved, settings: { ...others, webhooks: { billing } } };
  const dry = await other.api('POST /data/import?dry_run=true', exported);
  t.match(dry, { status: 200, json: { dry_run: true, settings: true } });
  t.match((await other.api('GET /gateways/ocpp')).json, { call_timeout: '30s' });
  t.match(await other.api('POST /data/import', exported), {
    status: 200,
    json: { topic_rules: { added: 3 }, bans: { added: 1 }, api_keys: { changed: 0, unknown: 1 } },
  });
  const { token: fresh } = objectOf(
    await ask(other.urls.api, 'POST /login', { username: 'admin', password: adminPassword }),
  );
  const again = objectOf(await ask(other.urls.api, 'GET /data/export', undefined, `Bearer ${fresh}`));
  const apart = { exported_at: null, api_keys: null };
  t.same({ ...again, ...apart }, { ...saved, ...apart }, 'the export of the other says the same');
  const shown = await ask(other.urls.api, 'GET /gateways/ocpp', undefined, `Bearer ${fresh}`);
  t.match(shown.json, { call_timeout: '17s', upstream: { topic_override_mapping: { Heartbeat: 'beats' } } });
  t.ok(await other.chargePoint('CP1', { username: 'bound', password: 'bound-password' }));
  t.equal((await other.refusedChargePoint('CP2', { username: 'bound', password: 'bound-password' })).status, 403);
  await other.mqtt({}, { username: 'meter', password: 'meter-password', clientId: 'meter-1' });
  t.ok(await other.chargePoint('CP1', chargePointUser));
  t.match(await ask(other.urls.api, 'POST /login', { username: 'eve', password: 'eve-password' }), {
    json: { role: 'viewer' },
  });
  const broken = { ...exported, users: { ocpp: [{ user_id: 'x', password_hash: '$bcrypt$nothing' }] } };
  t.match(await ask(other.urls.api, 'POST /data/import', broken, `Bearer ${fresh}`), { status: 400 });
});

t.test('a copy of the databases that was made while they were in use starts a server', async (t) => {
  const keeper = await running.mqtt(
    {},
    { clientId: 'keeper', clean: false, properties: { sessionExpiryInterval: 3600 } },
  );
  await keeper.subscribe('kept/#', 1);
  await keeper.end();
  const writer = await running.mqtt();
  const busy = { is: true };
  const writing = (async () => {
    for (let n = 0; busy.is; n += 1) await writer.publish('kept/x', `message ${n}`);
  })();
  await until('messages to wait', async () => {
    const [stats] = (await running.api('GET /stats')).json as readonly Record<string, number>[];
    return (stats?.['sessions.count'] ?? 0) > 1;
  });
  const made = objectOf(await running.api('POST /data/backup'));
  busy.is = false;
  await writing;
  const files = (made.files as readonly { readonly name: string }[]).map(({ name }) => name);
  t.same(files.sort(), ['mqtt.db', 'ocpp-broker.db']);
  t.match((await running.api('GET /data/backups')).json, [{ name: made.name }]);
  t.same(readdirSync(join(running.folder, 'backups')), [made.name]);

  const folder = temporaryFolder(t);
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    const response = await fetch(`${running.urls.api}/data/backups/${made.name}/${file}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    writeFileSync(join(folder, file), Buffer.from(await response.arrayBuffer()));
  }
  const restored = await startBareServer(t, { folder, persistence: 'sqlite' });
  t.ok(await restored.chargePoint('CP1', chargePointUser));
  const back = await restored.mqtt({}, { clientId: 'keeper', clean: false });
  t.match(await back.next('kept/x'), { text: 'message 0' });
  t.equal((await running.api(`DELETE /data/backups/${made.name}`)).status, 204);
});

t.test('what was changed, by whom and from where, stands in the audit log, without secrets', async (t) => {
  await running.api('PUT /gateways/ocpp', { idle_timeout: '44s' });
  const [entry] = rowsOf(await running.api('GET /audit?limit=1'));
  t.match(entry, {
    actor: 'admin',
    actor_type: 'user',
    ip_address: '127.0.0.1',
    before: { idle_timeout: '30s' },
    after: { idle_timeout: '44s' },
  });
});

t.test('an operator calls and kicks, and changes no settings', async (t) => {
  const operator = { username: 'op', password: 'operator-password', role: 'operator' };
  t.equal((await running.api('POST /users', operator)).status, 200);
  const login = objectOf(await ask(running.urls.api, 'POST /login', operator));
  const as = (line: string, body?: unknown) => ask(running.urls.api, line, body, `Bearer ${login.token}`);
  t.equal((await as('POST /gateways/ocpp/clients/nobody/calls', { action: 'ClearCache', payload: {} })).status, 404);
  t.equal((await as('PUT /gateways/ocpp', { idle_timeout: '50s' })).status, 403);
  t.equal((await as('GET /data/export')).status, 403);
  t.equal((await running.api('PUT /users/op', { role: 'viewer' })).status, 200);
  t.equal((await as('GET /gateways')).status, 401, 'whose role changes logs in anew');
});
