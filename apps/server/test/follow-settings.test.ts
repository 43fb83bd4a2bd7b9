import { connectAsync } from 'mqtt';
import t from 'tap';
import { mqttListeners } from '../src/broker-options.ts';
import { followSettings } from '../src/follow-settings.ts';
import { openRooms } from './fixtures/rooms.ts';
import { occupiedPort } from './fixtures/running-process.ts';
import { problemsOf } from './fixtures/settings.ts';

t.test('a change of the gateway is in force as soon as the update resolves', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  t.equal(rooms.gateway.identityOfDownstream('ocpp/cs/CP1'), 'CP1');
  await rooms.settings.update({ gateway: { ocpp: { enable: false, mountpoint: 'cars/' } } });
  t.equal(rooms.gateway.enabled, false);
  t.equal(rooms.gateway.identityOfDownstream('ocpp/cs/CP1'), undefined);
  t.equal(rooms.gateway.identityOfDownstream('cars/cs/CP1'), 'CP1');
});

t.test('a change of the broker is in force as soon as the update resolves', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  const { port } = await rooms.broker.listen({
    id: 'tcp:test',
    type: 'tcp',
    host: '127.0.0.1',
    port: 0,
    connectionsMax: 9,
  });
  const url = `mqtt://127.0.0.1:${port}`;
  await t.rejects(connectAsync(url, { reconnectPeriod: 0 }, false));
  await rooms.settings.update({ mqtt: { allow_anonymous: true } });
  const anonymous = await connectAsync(url, { reconnectPeriod: 0 }, false);
  await anonymous.endAsync();
  const stranger = { username: 'nobody', password: 'x', reconnectPeriod: 0 };
  await t.rejects(connectAsync(url, stranger, false), 'a user who is named is asked for the password');
  await rooms.settings.update({ mqtt: { authentication: { enable: false } } });
  const named = await connectAsync(url, stranger, false);
  await named.endAsync();
});

t.test('the level of the log can be changed, also for the parts that have a log of their own', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  const part = rooms.log.child({ room: 'gateway' });
  await rooms.settings.update({ log: { level: 'debug' } });
  t.equal(rooms.log.level, 'debug');
  t.ok(part.isLevelEnabled('debug'));
  t.notOk(part.isLevelEnabled('trace'));
});

t.test('a folder of bad schemas is refused, and everything stays as it was', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  const folder = t.testdir({ 'bad.json': '{"$id":"urn:OCPP:1.6:2019:12:HeartbeatRequest","type":"objekt"}' });
  const patch = { gateway: { ocpp: { enable: false, json_schema_dir: folder } } };
  t.match(await problemsOf(() => rooms.settings.update(patch)), [/^gateway\.ocpp\.json_schema_dir: in .*HeartbeatReq/]);
  t.equal(rooms.gateway.enabled, true);
  t.equal(rooms.settings.current.gateway.ocpp.json_schema_dir, '');
  t.strictSame(await rooms.store.settings.load(), {});
});

t.test('a source that cannot be made is refused with its path, and everything stays as it was', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  const jwt = { enable: true, algorithm: 'public-key', public_key: 'none' };
  const patch = { mqtt: { allow_anonymous: true, authentication: { jwt } }, gateway: { ocpp: { enable: false } } };
  t.match(await problemsOf(() => rooms.settings.update(patch)), [/^mqtt\.authentication\.jwt\.public_key: /]);
  t.equal(rooms.gateway.enabled, true);
  t.equal(rooms.settings.current.mqtt.allow_anonymous, false);
  t.strictSame(await rooms.store.settings.load(), {});
});

t.test('bounds of the store of messages count at once', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  await rooms.settings.update({ mqtt: { retained: { max_messages: 1 } } });
  const retain = (topic: string) =>
    rooms.messages.putRetained({ topic, payload: Buffer.from('x'), qos: 0, retain: true });
  t.equal(retain('one'), undefined);
  t.equal(retain('two'), 'retained_messages');
});

t.test('a listener that cannot be opened leaves every room as it was, whatever else was to be changed', async (t) => {
  const rooms = await openRooms(t, {
    mqtt: { listeners: { tcp: { default: { bind: '127.0.0.1:0' } }, ws: { default: null } } },
  });
  followSettings(rooms);
  await rooms.listeners.mqtt.openAll(mqttListeners(rooms.settings.current.mqtt));
  const taken = `127.0.0.1:${await occupiedPort(t)}`;
  const patch = { allow_anonymous: true, max_connections: 1, listeners: { tcp: { more: { bind: taken } } } };
  t.strictSame(await problemsOf(() => rooms.settings.update({ mqtt: patch })), [
    `mqtt.listeners.tcp.more.bind: ${taken}: the port is in use by another program`,
  ]);
  t.strictSame(
    rooms.broker.listeners().map(({ id }) => id),
    ['tcp:default'],
  );
  const url = rooms.listeners.mqtt.endpoints[0]?.url ?? '';
  await t.rejects(connectAsync(url, { reconnectPeriod: 0 }, false), 'anonymous clients are as unwelcome as before');
  await rooms.settings.update({ mqtt: { listeners: { tcp: { more: { bind: '127.0.0.1:0' }, default: null } } } });
  t.strictSame(
    rooms.broker.listeners().map(({ id }) => id),
    ['tcp:more'],
  );
});

t.test('listeners are not for the gateway to follow', async (t) => {
  const rooms = await openRooms(t);
  const { reconfigure } = rooms.gateway;
  let reconfigured = 0;
  rooms.gateway.reconfigure = (options) => {
    reconfigured++;
    return reconfigure.call(rooms.gateway, options);
  };
  followSettings(rooms);
  await rooms.settings.update({ gateway: { ocpp: { listeners: { ws: { default: { bind: '127.0.0.1:0' } } } } } });
  t.equal(reconfigured, 0);
  await rooms.settings.update({ gateway: { ocpp: { boot_gate: true } } });
  t.equal(reconfigured, 1);
});

t.test('webhooks come, change and go while the server runs, and a bad one changes nothing', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  const names = () => rooms.webhooks.status().map(({ name, state }) => `${name} ${state}`);
  const url = 'http://127.0.0.1:1';
  await rooms.settings.update({ webhooks: { a: { url }, b: { url, enable: false } } });
  t.strictSame(names(), ['a idle', 'b disabled']);
  const bad = { webhooks: { a: { headers: { host: 'x' } }, b: { enable: true }, c: { url, cacertfile: '/nowhere' } } };
  t.match(await problemsOf(() => rooms.settings.update(bad)), [/^webhooks\.c\.cacertfile: /]);
  t.match(await problemsOf(() => rooms.settings.update({ webhooks: { a: { headers: { host: 'x' } } } })), [
    /^webhooks\.a\.headers: cannot set host/,
  ]);
  t.strictSame(names(), ['a idle', 'b disabled']);
  t.strictSame(rooms.settings.current.webhooks.a?.headers, {});
  await rooms.settings.update({ webhooks: { a: null } });
  t.strictSame(names(), ['b disabled']);
});

t.test('the HTTP API follows what may change of it, the time that a caller may wait among it', async (t) => {
  const rooms = await openRooms(t);
  followSettings(rooms);
  const preflight = () =>
    rooms.api.inject({
      method: 'OPTIONS',
      url: '/api/v5/status',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'GET' },
    });
  t.equal((await preflight()).headers['access-control-allow-origin'], undefined);
  await rooms.settings.update({ api: { cors: { enable: true, origins: ['https://example.org'] } } });
  t.equal((await preflight()).headers['access-control-allow-origin'], 'https://example.org');
  const { apiKey, secret } = await keyOf(rooms.store);
  const call = async (timeout: string) => {
    const { statusCode, body } = await rooms.api.inject({
      method: 'POST',
      url: '/api/v5/gateways/ocpp/clients/CP1/calls',
      headers: { authorization: `Basic ${Buffer.from(`${apiKey}:${secret}`).toString('base64')}` },
      body: { action: 'Reset', payload: {}, timeout },
    });
    return [statusCode, JSON.parse(body).message];
  };
  t.match(await call('2m'), [404]);
  await rooms.settings.update({ gateway: { ocpp: { calls: { max_timeout: '1m' } } } });
  t.match(await call('2m'), [400, 'timeout: must be from 1ms to 1m']);
});

async function keyOf({ apiKeys }: Awaited<ReturnType<typeof openRooms>>['store']) {
  const created = await apiKeys.create({ name: 'test' });
  if (created.outcome !== 'created') throw new Error(created.outcome);
  return { apiKey: created.apiKey.apiKey, secret: created.apiSecret };
}
