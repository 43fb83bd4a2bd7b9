import t from 'tap';
import { GatewayRig } from './fixtures/gateway-rig.ts';

const basic = (bytes: string | Buffer) => ({ authorization: `Basic ${Buffer.from(bytes).toString('base64')}` });

t.test('paths and identities that are wrong are answered with 400, unknown paths with 404', async (t) => {
  const rig = await GatewayRig.start(t);
  const cases = [
    ['', 400],
    ['%zz', 400],
    ['x'.repeat(49), 400],
    ['a%3Ab', 400],
    ['a%0Ab', 400],
    ['a/b', 400],
  ] as const;
  for (const [segment, status] of cases) t.match(await rig.refusal(segment), { status }, segment);
  t.match(await rig.refusal('', { url: `${rig.origin}/ocpp` }), { status: 400 }, 'no identity');
  t.match(await rig.refusal('', { url: `${rig.origin}/other/CP1` }), { status: 404 }, 'another path');
  t.strictSame(rig.gateway.clients(), []);
  t.strictSame(rig.bus.published, []);
});

t.test('an identity with plus, hash and slash works, stays in its topic level, and is reached there', async (t) => {
  const rig = await GatewayRig.start(t);
  const identity = 'A+B/#';
  const raw = await rig.connect('A+B%2F%23');
  t.equal(rig.gateway.client(identity)?.downstreamTopic, 'ocpp/cs/A%2BB%2F%23');
  await raw.send([2, 'u1', 'Heartbeat', {}]);
  t.match(await rig.bus.next('ocpp/cp/A%2BB%2F%23'), { payload: /"UniqueId":"u1"/ });
  rig.bus.send('ocpp/cs/A%2BB%2F%23', { MessageTypeId: 2, UniqueId: 'u2', Action: 'ClearCache', Payload: {} });
  t.equal(await raw.next(), '[2,"u2","ClearCache",{}]');
  const elsewhere = rig.bus.published.filter(({ topic }) => !topic.startsWith('ocpp/cp/A%2BB%2F%23'));
  t.strictSame(elsewhere, []);
});

t.test('an identity that looks encoded is decoded once: it is another charge point', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('A%2BB');
  await rig.connect('A%252BB');
  t.strictSame(
    rig.gateway.clients().map(({ identity, downstreamTopic }) => [identity, downstreamTopic]),
    [
      ['A+B', 'ocpp/cs/A%2BB'],
      ['A%2BB', 'ocpp/cs/A%252BB'],
    ],
  );
});

t.test('credentials that are missing, undecodable or wrong are answered with 401 and how to do better', async (t) => {
  const rig = await GatewayRig.start(t);
  const openings = [
    { username: undefined, password: undefined },
    { username: 'nobody' },
    { password: 'hunter2' },
    { headers: { authorization: 'Basic ???' } },
    { headers: { authorization: 'Bearer token' } },
    { headers: basic('no colon') },
  ];
  for (const opening of openings) {
    const refusal = await rig.refusal('CP1', opening);
    t.match(refusal, { status: 401, headers: { 'www-authenticate': /^Basic realm=/ } }, JSON.stringify(opening));
  }
  const written = JSON.stringify(rig.log.entries);
  t.notMatch(written, /secret|hunter2|\?\?\?|Bearer|token|bm8gY29sb24/, 'no credentials in the log');
});

t.test('banned is answered with 403, busy with 503 and when to come again', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.credentials.states.set('user', 'banned');
  t.match(await rig.refusal('CP1'), { status: 403 });
  rig.credentials.states.set('user', 'busy');
  t.match(await rig.refusal('CP1'), { status: 503, headers: { 'retry-after': '3' } });
  rig.credentials.states.set('user', 'unavailable');
  t.match(await rig.refusal('CP1'), { status: 503, headers: { 'retry-after': '10' } });
});

t.test('a charge point that is banned while its password is looked at is not let in', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.credentials.beforeVerdict = async () => {
    rig.credentials.banned.add('CP1');
  };
  t.match(await rig.refusal('CP1'), { status: 403, body: /banned/ });
  t.strictSame(rig.gateway.clients(), []);
});

t.test('a login that runs out ends the connection, and no other', async (t) => {
  const rig = await GatewayRig.start(t, { options: { pingIntervalMs: 0, session: { idleTimeoutMs: 0 } } });
  const ever = await rig.connect('CP1');
  rig.credentials.expiresAt = rig.clock.now() + 1_000;
  const passing = await rig.connect('CP2');
  const left = await rig.connect('CP3');
  await left.close();
  rig.clock.advance(999);
  t.ok(rig.gateway.isConnected('CP2'));
  rig.clock.advance(1);
  t.match(await passing.closed, { code: 1008, reason: 'the login has run out' });
  t.ok(rig.gateway.isConnected('CP1'));
  await ever.close();
});

t.test('where the identity is the user, an unknown one is answered with 404', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access: { userIdType: 'clientid' } } });
  rig.credentials.add('CP1', 'key');
  t.match(await rig.refusal('CP9', { password: 'key' }), { status: 404 });
  t.match(await rig.refusal('CP1', { password: 'wrong' }), { status: 401 });
  const raw = await rig.connect('CP1', { username: 'anything', password: 'key' });
  t.match(rig.gateway.client('CP1'), { username: 'anything' });
  await raw.close();
});

t.test('a key of raw bytes above 0x7f, with a colon among them, is compared byte by byte', async (t) => {
  const rig = await GatewayRig.start(t);
  const key = Buffer.from('8090ff3a00c3283afe0a0d1122334455667788ff', 'hex');
  rig.credentials.add('CP1', key);
  await rig.connect('CP1', { username: 'CP1', password: key });
  const wrong = Buffer.from(key);
  wrong[0] = 0x81;
  t.match(await rig.refusal('CP1', { username: 'CP1', password: wrong }), { status: 401 });
  t.match(await rig.refusal('CP1', { username: 'CP1', password: key.toString() }), { status: 401 });
});

t.test('whether the user name must be the identity is a setting that changes while running', async (t) => {
  const rig = await GatewayRig.start(t);
  const [one, two] = [{ subprotocols: ['ocpp1.6'] }, { subprotocols: ['ocpp2.0.1'] }];
  await rig.connect('CP1', one);
  t.match(await rig.refusal('CP1', two), { status: 401 });
  await rig.reconfigure({ access: { usernameMustBeIdentity: 'never' } });
  await rig.connect('CP2', two);
  await rig.reconfigure({ access: { usernameMustBeIdentity: 'always' } });
  t.match(await rig.refusal('CP3', one), { status: 401 });
  await rig.connect('user', one);
});

t.test('a user who is bound to identities cannot come as another', async (t) => {
  const rig = await GatewayRig.start(t);
  rig.credentials.add('bound', 'secret', ['CP1']);
  await rig.connect('CP1', { username: 'bound' });
  t.match(await rig.refusal('CP2', { username: 'bound' }), { status: 403 });
});

t.test('without authentication everybody comes in, and that changes while running', async (t) => {
  const rig = await GatewayRig.start(t, { options: { access: { authenticated: false } } });
  const nobody = { username: undefined, password: undefined };
  await rig.connect('CP1', nobody);
  t.match(rig.gateway.client('CP1'), { username: null });
  await rig.reconfigure({ access: { authenticated: true } });
  t.match(await rig.refusal('CP2', nobody), { status: 401 });
});

t.test('origins are checked where the listener says so', async (t) => {
  const rig = await GatewayRig.start(t, { listener: { originChecked: true, origins: ['https://tools.example'] } });
  await rig.connect('CP1');
  await rig.connect('CP2', { headers: { origin: 'https://tools.example' } });
  t.match(await rig.refusal('CP3', { headers: { origin: 'https://evil.example' } }), { status: 403 });
  const strict = await GatewayRig.start(t, { listener: { originChecked: true, originAbsenceAllowed: false } });
  t.match(await strict.refusal('CP1'), { status: 403 });
});

t.test('no subprotocol means 1.6 unless the listener insists on one', async (t) => {
  const rig = await GatewayRig.start(t);
  await rig.connect('CP1', { subprotocols: [] });
  t.match(rig.gateway.client('CP1'), { version: '1.6' });
  const strict = await GatewayRig.start(t, { listener: { failIfNoSubprotocol: true } });
  t.match(await strict.refusal('CP1', { subprotocols: [] }), { status: 400 });
});
