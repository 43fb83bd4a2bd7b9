import { openStore } from '@ocpp-broker/store';
import { pino } from 'pino';
import t, { type Test } from 'tap';
import { Access } from '../src/access.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

const log = pino({ level: 'silent' });
const topics = () => ({ ownsTopic: () => false, identityOfDownstream: () => undefined });

async function open(t: Test, document: object = {}) {
  const store = openStore({ path: ':memory:' });
  t.teardown(() => store.close());
  for (const realm of ['mqtt', 'ocpp'] as const) await store.users(realm).add({ userId: 'user', password: realm });
  const access = await Access.open({ store, settings: settingsOf(document), log, topics });
  t.teardown(() => access.close());
  return { store, access };
}

const mqttLogin = (password: string, clientId = 'c1') => ({
  clientId,
  username: 'user',
  password: Buffer.from(password),
  remoteAddress: '192.0.2.1',
  remotePort: 1,
  listenerId: 'tcp:default',
});

const ocppLogin = (password: string) => ({
  identity: 'CP1',
  username: 'user',
  userId: 'user',
  password: Buffer.from(password),
  remoteAddress: '192.0.2.1',
  listenerId: 'ocpp:ws:default',
});

t.test('each root has its own users, sources and failures; bans are for both', async (t) => {
  const { access } = await open(t);
  const { authenticator, credentials, bans } = access;
  t.match(await authenticator.authenticate(mqttLogin('mqtt')), { outcome: 'accepted' });
  t.match(await credentials.verify(ocppLogin('ocpp')), { outcome: 'accepted' });
  t.match(await authenticator.authenticate(mqttLogin('ocpp')), { outcome: 'refused' });
  t.match(await credentials.verify(ocppLogin('mqtt')), { outcome: 'refused' });
  await bans.add({ as: 'username', who: 'user', by: 'test', reason: '', at: 0, until: 'infinity' });
  t.match(await authenticator.authenticate(mqttLogin('mqtt')), { outcome: 'banned' });
  t.match(await credentials.verify(ocppLogin('ocpp')), { outcome: 'banned' });
  t.equal(credentials.isBanned({ identity: 'CP1', username: 'user', remoteAddress: '192.0.2.1' }), true);
});

t.test('bans and rules are those of the store, over a restart too', async (t) => {
  const { store, access } = await open(t);
  await access.bans.add({ as: 'clientid', who: 'c1', by: 'test', reason: '', at: 0, until: 'infinity' });
  await access.rules.put({ kind: 'all' }, [{ topic: 'a/#', permission: 'deny', action: 'all' }]);
  const later = await Access.open({ store, settings: settingsOf(), log, topics });
  t.match(await later.authenticator.authenticate(mqttLogin('mqtt')), { outcome: 'banned' });
  const outcome = await later.authenticator.authenticate(mqttLogin('mqtt', 'c2'));
  const rights = outcome.outcome === 'accepted' ? outcome.rights : undefined;
  const client = { clientId: 'c2', username: 'user', superuser: false, remoteAddress: '192.0.2.1', rights };
  t.equal(later.guard.mayPublish(client, 'a/b', 0, false), false);
  t.equal(later.guard.mayPublish(client, 'b/b', 0, false), true);
});

t.test('client ids that a user is bound to are held to', async (t) => {
  const { store, access } = await open(t);
  await store.users('mqtt').update('user', { clientIds: ['${username}-*', 'fixed'] });
  const outcomeOf = async (clientId: string) =>
    (await access.authenticator.authenticate(mqttLogin('mqtt', clientId))).outcome;
  t.equal(await outcomeOf('user-1'), 'accepted');
  t.equal(await outcomeOf('fixed'), 'accepted');
  t.equal(await outcomeOf('other'), 'client-id');
});

t.test('settings are followed all or not at all', async (t) => {
  const { access } = await open(t);
  const bad = { enable: true, algorithm: 'public-key', public_key: 'none' };
  const document = { mqtt: { authentication: { enable: false } }, gateway: { ocpp: { authentication: { jwt: bad } } } };
  t.match(await problemsOf(() => access.reconfigure(settingsOf(document))), [/^gateway\.ocpp\.authentication\.jwt\./]);
  t.match(await access.authenticator.authenticate(mqttLogin('wrong')), { outcome: 'refused' });
  access.reconfigure(settingsOf({ mqtt: { authentication: { enable: false } } }));
  t.match(await access.authenticator.authenticate(mqttLogin('wrong')), { outcome: 'accepted' });
  t.match(await credentialsOutcome(access), 'refused');
});

async function credentialsOutcome({ credentials }: Access): Promise<string> {
  return (await credentials.verify(ocppLogin('wrong'))).outcome;
}

t.test('a source that cannot be made keeps the server from starting', async (t) => {
  const jwt = { enable: true, algorithm: 'public-key', use_jwks: true, jwks_file: '/nowhere/keys.json' };
  t.match(await problemsOf(() => open(t, { mqtt: { authentication: { jwt } } })), [
    /^mqtt\.authentication\.jwt\.jwks_file: \/nowhere\/keys\.json cannot be read/,
  ]);
});
