// Shows of issue 2: "HTTP Basic against SQLite (passwords stored as salted scrypt, or salted SHA-256 for keys that the server generated;
// … with a bounded cache …)" and "users of OCPP and of MQTT": whoever is made over the API comes in at once, and whoever is removed,
// or given another password, stays out from his next connect on.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKey } from '@ocpp-broker/store';
import t from 'tap';
import { objectOf, rowsOf } from './fixtures/running-api.ts';
import { startBareServer, startTestServer } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';

// Many starts and passwords: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const ocppUsers = '/gateways/ocpp/authentication/users';
const mqttUsers = '/authentication/password_based:built_in_database/users';

t.test('a charge-point user of the API is let in at once, and kept out at once', async (t) => {
  const running = await startTestServer(t);
  const having = (password: string) => ({ username: 'new', password });
  t.equal((await running.refusedChargePoint('CP1', having('first'))).status, 401);
  t.match(await running.api(`POST ${ocppUsers}`, { user_id: 'new', password: 'first' }), {
    status: 201,
    json: { user_id: 'new', is_superuser: false },
  });
  const standing = await running.chargePoint('CP1', having('first'));
  await running.chargePoint('CP2', having('first'));

  t.equal((await running.api(`PUT ${ocppUsers}/new`, { password: 'second' })).status, 200);
  t.equal(
    (await running.refusedChargePoint('CP3', having('first'))).status,
    401,
    'the old password was known to the cache',
  );
  await running.chargePoint('CP3', having('second'));

  t.equal((await running.api(`DELETE ${ocppUsers}/new`)).status, 204);
  t.equal((await running.refusedChargePoint('CP3', having('second'))).status, 401);
  await standing.ping();
  await standing.nextControl('pong');
  t.match(objectOf(await running.api('GET /gateways/ocpp/clients/CP1')), { username: 'new' }, 'who is in stays in');
});

t.test('an MQTT user of the API is let in at once, and kept out at once', async (t) => {
  const running = await startTestServer(t);
  const having = (password: string) => ({ username: 'new', password });
  const refused = { code: 0x86 };
  await t.rejects(running.mqtt({}, having('first')), refused);
  t.equal((await running.api(`POST ${mqttUsers}`, { user_id: 'new', password: 'first' })).status, 201);
  await running.mqtt({}, having('first'));
  t.equal((await running.api(`PUT ${mqttUsers}/new`, { password: 'second' })).status, 200);
  await t.rejects(running.mqtt({}, having('first')), refused);
  await running.mqtt({}, having('second'));
  t.equal((await running.api(`DELETE ${mqttUsers}/new`)).status, 204);
  await t.rejects(running.mqtt({}, having('second')), refused);
});

t.test('the two kinds of users are apart: neither gets in at the other door', async (t) => {
  const running = await startTestServer(t);
  await running.addChargePoint('charger', 'secret');
  await running.addMqttUser('backend', 'secret');
  await t.rejects(running.mqtt({}, { username: 'charger', password: 'secret' }), { code: 0x86 });
  t.equal((await running.refusedChargePoint('CP1', { username: 'backend', password: 'secret' })).status, 401);
  const login = (username: string) => running.api('POST /login', { username, password: 'secret' });
  t.match(await login('charger'), { status: 401, json: { code: 'BAD_USERNAME_OR_PWD' } });
  t.match(await login('backend'), { status: 401, json: { code: 'BAD_USERNAME_OR_PWD' } });
});

t.test('a user who is bound to identities cannot pose as another charge point', async (t) => {
  const running = await startTestServer(t);
  const user = { user_id: 'bound', password: 'secret', identities: ['CP1', 'CP2'] };
  t.equal((await running.api(`POST ${ocppUsers}`, user)).status, 201);
  const credentials = { username: 'bound', password: 'secret' };
  await running.chargePoint('CP2', credentials);
  t.equal((await running.refusedChargePoint('CP3', credentials)).status, 403);
  t.equal((await running.api(`PUT ${ocppUsers}/bound`, { identities: null })).status, 200);
  await running.chargePoint('CP3', credentials);
});

t.test('users are listed, paged and found; one that is there already or not there at all is told', async (t) => {
  const running = await startTestServer(t);
  for (const user of ['alpha', 'beta', 'gamma']) await running.addChargePoint(user, 'secret');
  t.same(
    rowsOf(await running.api(`GET ${ocppUsers}?like_user_id=a`)).map(({ user_id }) => user_id),
    ['alpha', 'beta', 'gamma'],
  );
  t.match(objectOf(await running.api(`GET ${ocppUsers}?limit=2`)).meta, { count: 4, hasnext: true });
  t.same((await running.api(`GET ${ocppUsers}/alpha`)).json, { user_id: 'alpha', is_superuser: false });
  const again = await running.api(`POST ${ocppUsers}`, { user_id: 'alpha', password: 'x' });
  t.match(again, { status: 409, json: { code: 'ALREADY_EXISTS', message: 'User already exists' } });
  const short = await running.api(`POST ${ocppUsers}`, { user_id: 'delta' });
  t.match(short, { status: 400, json: { message: 'Missing required parameter: password' } });
  for (const line of [`GET ${ocppUsers}/nobody`, `DELETE ${ocppUsers}/nobody`]) {
    t.match(await running.api(line), { status: 404, json: { code: 'NOT_FOUND', message: 'User not found' } });
  }
});

t.test('with sha256 only keys that are long enough are taken, and they let a charge point in', async (t) => {
  const authentication = { password_hash_algorithm: { name: 'sha256' } };
  const running = await startBareServer(t, { settings: { gateway: { ocpp: { authentication } } } });
  const refused = await running.api(`POST ${ocppUsers}`, { user_id: 'short', password: 'guessable' });
  t.match(refused, { status: 400, json: { code: 'BAD_REQUEST', message: /at least 32 characters/ } });
  const key = generateKey();
  await running.addChargePoint('keyed', key);
  await running.chargePoint('CP1', { username: 'keyed', password: key });
  t.equal((await running.refusedChargePoint('CP1', { username: 'keyed', password: generateKey() })).status, 401);
  await running.addMqttUser('person', 'chosen');
  await running.mqtt({}, { username: 'person', password: 'chosen' });
});

t.test('no password stands in the data folder in the clear', async (t) => {
  const running = await startTestServer(t);
  await running.addChargePoint('clear', 'in-the-clear-ocpp');
  await running.addMqttUser('clear', 'in-the-clear-mqtt');
  const chargePoint = await running.chargePoint('CP1', { username: 'clear', password: 'in-the-clear-ocpp' });
  await chargePoint.close();
  await within('the end of the server', running.close());
  const database = readFileSync(join(running.folder, 'ocpp-broker.db'), 'latin1');
  t.match(database, /\$scrypt\$/);
  t.notMatch(database, /in-the-clear|admin-password/);
});
