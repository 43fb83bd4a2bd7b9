// Shows of issue 4: "MQTT users in SQLite with roles and topic rules in EMQX's shapes (`${username}` and `${clientid}` in topics), checked for
// publish, subscribe … and delivery; client ids can be bound to users; charge-point topics safe by default"; "`$SYS` … readable only by
// those allowed".

import t, { type Test } from 'tap';
import { objectOf } from './fixtures/running-api.ts';
import { connectMqtt, type TestMqttClient } from './fixtures/running-mqtt.ts';
import { startTestServer, type TestServer } from './fixtures/running-server.ts';
import { within } from './fixtures/running-wait.ts';

const rulesUrl = '/authorization/sources/built_in_database/rules';
const usersUrl = '/authentication/password_based:built_in_database/users';

type Rule = {
  readonly topic: string;
  readonly permission: 'allow' | 'deny';
  readonly action: 'publish' | 'subscribe' | 'all';
};

const rule = (permission: Rule['permission'], action: Rule['action'], topic: string): Rule => ({
  topic,
  permission,
  action,
});

/** A server where nothing is allowed that no rule speaks of, unless the settings say otherwise. */
async function startStrict(t: Test, authorization: object = {}, more: object = {}): Promise<TestServer> {
  const mqtt = { authorization: { no_match: 'deny', ...authorization }, ...more };
  const running = await startTestServer(t, { settings: { mqtt } });
  for (const user of ['ann', 'bob']) await running.addMqttUser(user, 'secret');
  return running;
}

const connect = (running: TestServer, username: string, clientId: string): Promise<TestMqttClient> =>
  running.mqtt({}, { username, password: 'secret', clientId });

async function put(running: TestServer, path: string, rules: readonly Rule[]): Promise<void> {
  const [verb, body] = path === 'all' ? ['POST', { rules }] : ['PUT', { rules }];
  const { status, text } = await running.api(`${verb} ${rulesUrl}/${path}`, body);
  if (status !== 204) throw new Error(`${status} ${text}`);
}

const notAuthorized = { code: 0x87 };
/** 0x87 in SUBACK, as mqtt.js words it. */
const notGranted = { message: /Not authorized/ };

t.test('rules of users, client ids and all decide in this order, with names in their topics', async (t) => {
  const running = await startStrict(t);
  await put(running, 'all', [rule('allow', 'all', 'home/${username}/#'), rule('allow', 'publish', 'in/${clientid}')]);
  await put(running, 'users/ann', [rule('deny', 'publish', 'home/ann/locked'), rule('allow', 'subscribe', 'in/+')]);
  await put(running, 'clients/c-ann', [rule('allow', 'publish', 'home/ann/locked')]);
  const ann = await connect(running, 'ann', 'c-ann');
  const other = await connect(running, 'ann', 'c-other');
  const bob = await connect(running, 'bob', 'c-bob');

  await ann.subscribe('home/ann/#');
  await ann.subscribe('in/+');
  await t.rejects(bob.subscribe('home/ann/#'), notGranted);
  await t.rejects(bob.subscribe('in/+'), notGranted);
  await bob.publish('in/c-bob', 'by the rule for all');
  t.equal((await ann.next('in/c-bob')).text, 'by the rule for all');
  await t.rejects(bob.publish('in/c-ann', 'with the name of another'), notAuthorized);
  await t.rejects(bob.publish('home/ann/x', 'x'), notAuthorized);
  await t.rejects(other.publish('home/ann/locked', 'x'), notAuthorized);
  await ann.publish('home/ann/locked', 'by the rule for her client id');
  t.equal((await ann.next('home/ann/locked')).text, 'by the rule for her client id');
  await t.rejects(ann.publish('elsewhere', 'x'), notAuthorized);
  t.same(ann.inbox.unread, []);
});

t.test('a deny within a subscription narrows what is delivered, and a changed rule counts at once', async (t) => {
  const running = await startStrict(t, { no_match: 'allow' });
  await put(running, 'users/ann', [rule('deny', 'subscribe', 'plant/secret/#')]);
  const ann = await connect(running, 'ann', 'c1');
  const bob = await connect(running, 'bob', 'c2');
  await ann.subscribe('plant/#');
  await t.rejects(ann.subscribe('plant/secret/#'), notGranted);
  await bob.publish('plant/secret/1', 'not for her');
  await bob.publish('plant/open', 'for all');
  t.equal((await ann.next('plant/open')).text, 'for all');
  await put(running, 'users/ann', []);
  await bob.publish('plant/secret/2', 'for her now');
  t.equal((await ann.next('plant/secret/2')).text, 'for her now');
  await put(running, 'users/ann', [rule('deny', 'subscribe', 'plant/open')]);
  await bob.publish('plant/open', 'not any more');
  await bob.publish('plant/secret/3', 'the last');
  await ann.next('plant/secret/3');
  t.same(ann.inbox.unread, []);
});

t.test('a wildcard that reaches past what is allowed is refused, by SUBACK in every version', async (t) => {
  const running = await startStrict(t);
  await put(running, 'users/ann', [rule('allow', 'subscribe', 'plant/+/state')]);
  for (const version of [4, 5] as const) {
    const ann = await running.mqtt({ version }, { username: 'ann', password: 'secret', clientId: `c${version}` });
    await ann.subscribe('plant/+/state');
    await t.rejects(ann.subscribe('plant/#'), `MQTT ${version}`);
    await t.rejects(ann.subscribe('#'), `MQTT ${version}`);
    await ann.end();
  }
});

t.test('a client that is refused stays, or goes, as deny_action says', async (t) => {
  const running = await startStrict(t, { deny_action: 'disconnect' });
  const old = await running.mqtt({ version: 4 }, { username: 'ann', password: 'secret' });
  old.client.publish('elsewhere', 'x', { qos: 0 });
  await within('the close', old.closed);
  const change = await running.api('PUT /authorization/settings', { deny_action: 'ignore', no_match: 'deny' });
  t.match(change, { status: 200, json: { deny_action: 'ignore' } });
  await put(running, 'all', [rule('allow', 'all', 'here')]);
  const patient = await running.mqtt({ version: 4 }, { username: 'ann', password: 'secret' });
  await patient.publish('elsewhere', 'dropped without a word', { qos: 0 });
  await patient.subscribe('here');
  await patient.publish('here', 'still connected');
  t.equal((await patient.next('here')).text, 'still connected');
});

t.test('a user who is bound to client ids cannot take that of another', async (t) => {
  const running = await startStrict(t);
  const bound = { user_id: 'worker', password: 'secret', client_ids: ['${username}-*', 'console'] };
  t.match(await running.api(`POST ${usersUrl}`, bound), { status: 201 });
  for (const clientId of ['worker-1', 'worker-2', 'console']) await connect(running, 'worker', clientId);
  await t.rejects(connect(running, 'worker', 'c-ann'), { code: 0x85 });
  t.equal((await running.api(`PUT ${usersUrl}/worker`, { client_ids: null })).status, 200);
  await connect(running, 'worker', 'c-ann');
});

t.test('charge points are for those who logged in, and are never spoken for', async (t) => {
  const running = await startTestServer(t, { settings: { mqtt: { allow_anonymous: true } } });
  const csms = await running.mqtt();
  await csms.subscribe('ocpp/cp/#');
  const stranger = await connectMqtt(running.urls.tcp, 5);
  t.teardown(() => stranger.client.endAsync(true));
  await t.rejects(stranger.subscribe('ocpp/cp/#'), notGranted);
  await t.rejects(stranger.publish('ocpp/cs/CP1', 'x'), notAuthorized);
  await stranger.subscribe('#');
  await put(running, 'all', [rule('allow', 'all', '#')]);
  await t.rejects(csms.publish('ocpp/cp/CP1', 'posing'), notAuthorized);
  await put(running, 'all', []);
  const chargePoint = await running.chargePoint('CP1');
  await chargePoint.send([2, 'h1', 'Heartbeat', {}]);
  t.equal((await csms.nextEnvelope('ocpp/cp/CP1')).UniqueId, 'h1');
  await stranger.publish('marker', 'after it');
  await stranger.next('marker');
  t.same(stranger.inbox.unread, [], 'its wide subscription brought nothing of the charge point');

  const open = await running.api('PUT /authorization/settings', { charge_point_topics: 'open' });
  t.match(open, { status: 200, json: { charge_point_topics: 'open' } });
  await stranger.subscribe('ocpp/cp/#');
  await chargePoint.send([2, 'h2', 'Heartbeat', {}]);
  await stranger.nextEnvelope('ocpp/cp/CP1');
  await chargePoint.close();
});

t.test('$SYS is for superusers and for those whom a rule names it, and what it says is true', async (t) => {
  const settings = { mqtt: { sys_topics: { interval: '1s' } } };
  const running = await startTestServer(t, { settings });
  await running.addMqttUser('ann', 'secret');
  const root = { user_id: 'root', password: 'secret', is_superuser: true };
  t.equal((await running.api(`POST ${usersUrl}`, root)).status, 201);
  const ann = await connect(running, 'ann', 'c-ann');
  await ann.subscribe('#');
  await t.rejects(ann.subscribe('$SYS/#'), notGranted);
  await put(running, 'all', [rule('allow', 'all', '#')]);
  await t.rejects(ann.subscribe('$SYS/#'), notGranted, 'a wildcard does not mean it');
  const superuser = await connect(running, 'root', 'c-root');
  await superuser.subscribe('$SYS/#');
  const version = await superuser.inbox.next('the version', ({ topic }) => topic.endsWith('/version'));
  t.match(version.text, '0.0.0-test');
  await put(running, 'users/ann', [rule('allow', 'subscribe', '$SYS/#')]);
  await ann.subscribe('$SYS/#');
  await ann.inbox.next('a fact', ({ topic }) => topic.startsWith('$SYS/'));
  await t.rejects(
    superuser.publish('$SYS/broker/version', 'mine'),
    notAuthorized,
    'no superuser speaks for the broker',
  );
});

t.test('the settings of authorization are shown, changed and refused as EMQX words them', async (t) => {
  const running = await startTestServer(t);
  t.match(objectOf(await running.api('GET /authorization/settings')), {
    no_match: 'allow',
    deny_action: 'disconnect',
    charge_point_topics: 'users',
  });
  t.match(await running.api('PUT /authorization/settings', { no_match: 'perhaps' }), {
    status: 400,
    json: { code: 'BAD_REQUEST' },
  });
  t.match(await running.api(`POST ${rulesUrl}/all`, { rules: [rule('allow', 'all', 'a/#/b')] }), {
    status: 400,
    json: { code: 'BAD_REQUEST', message: /no topic filter/ },
  });
});
