import t from 'tap';
import { clientIdLengthMax, isClientId } from '../../src/clients/admission.ts';
import { closed, connect, options, refusal, startBroker, topicGuard, versions } from '../harness.ts';
import { RawClient as StrictClient } from '../outside/raw-client.ts';
import { RawClient } from '../raw-client.ts';

t.test('names of object properties and endless names are no client ids', async (t) => {
  for (const id of ['', 'CP1', 'mqttjs_1', 'ünï', 'x'.repeat(clientIdLengthMax)]) t.ok(isClientId(id), id.slice(0, 10));
  for (const id of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) t.notOk(isClientId(id), id);
  t.notOk(isClientId('x'.repeat(clientIdLengthMax + 1)));
});

for (const { name, options: version } of versions) {
  const is5 = version.protocolVersion === 5;

  t.test(`${name}: a client with user and password is let in`, async (t) => {
    const { broker, url } = await startBroker(t);
    const client = await connect(t, url, { ...version, clientId: 'one' });
    t.ok(client.connected);
    t.match(broker.client('one'), { username: 'alice', protocolVersion: String(version.protocolVersion) });
  });

  t.test(`${name}: every refusal has its code`, async (t) => {
    const { url, event } = await startBroker(t);
    t.match(await refusal(url, { ...version, password: 'wrong' }), { code: is5 ? 0x86 : 4 });
    t.match(await refusal(url, { ...version, username: 'nobody' }), { code: is5 ? 0x86 : 4 });
    t.match(await refusal(url, { ...version, username: 'banned' }), { code: is5 ? 0x8a : 5 });
    t.match(await refusal(url, { ...version, username: 'busy' }), { code: is5 ? 0x89 : 3 });
    t.match(await refusal(url, { ...version, username: 'broken' }), { code: is5 ? 0x88 : 3 });
    t.match(await refusal(url, { ...version, username: 'unasked' }), { code: is5 ? 0x88 : 3 });
    const anonymous = { ...version, username: undefined, password: undefined };
    t.match(await refusal(url, anonymous), { code: is5 ? 0x87 : 5 });
    await event((event) => event.kind === 'connection-refused' && event.reason === 'no-credentials');
  });

  t.test(
    `${name}: an anonymous client is let in where that is allowed, one with a wrong password is not`,
    async (t) => {
      const { broker, url } = await startBroker(t, { options: { ...options, allowAnonymous: true } });
      await connect(t, url, { ...version, clientId: 'anyone', username: undefined, password: undefined });
      t.equal(broker.client('anyone')?.username, null);
      t.match(await refusal(url, { ...version, password: 'wrong' }), { code: is5 ? 0x86 : 4 });
    },
  );

  for (const clientId of ['constructor', '__proto__', 'toString']) {
    t.test(`${name}: client id ${clientId} is refused, its socket closed, and the broker goes on`, async (t) => {
      const { broker, url, port } = await startBroker(t);
      const raw = await RawClient.open(t, port, version.protocolVersion);
      raw.sendConnect({ clientId });
      const connack = await raw.next('connack');
      t.equal(is5 ? connack.reasonCode : connack.returnCode, is5 ? 0x85 : 2);
      await raw.closed;
      await connect(t, url, version);
      t.equal(broker.stats().clients, 1);
    });
  }

  t.test(`${name}: a client id in use is taken over by the same user, and by no other`, async (t) => {
    const { broker, url } = await startBroker(t);
    const first = await connect(t, url, { ...version, clientId: 'shared' });
    t.match(await refusal(url, { ...version, clientId: 'shared', username: 'bob' }), { code: is5 ? 0x85 : 2 });
    t.ok(first.connected, 'the refused one did no harm');
    const gone = closed(first);
    await connect(t, url, { ...version, clientId: 'shared' });
    await gone;
    t.equal(broker.stats().clients, 1);
  });

  t.test(`${name}: a will for a topic that the client may not publish to is refused at CONNECT`, async (t) => {
    const { url } = await startBroker(t);
    const will = (topic: string) =>
      ({ ...version, will: { topic, payload: Buffer.from('gone'), qos: 1, retain: false } }) as const;
    t.match(await refusal(url, will('guarded/CP1')), { code: is5 ? 0x87 : 5 });
    t.match(await refusal(url, will('$SYS/x/new/clients')), { code: is5 ? 0x87 : 5 });
    // Before MQTT 5 no return code says so.
    t.match(await refusal(url, will('a/#')), is5 ? { code: 0x90 } : { message: 'closed' });
    const client = await connect(t, url, will('allowed'));
    t.ok(client.connected);
  });
}

t.test('two that log in at once with one client id and different users do not both get it', async (t) => {
  const waiting: (() => void)[] = [];
  const authenticator = {
    authenticate: () =>
      new Promise<{ outcome: 'accepted'; superuser: boolean }>((resolve) => {
        waiting.push(() => resolve({ outcome: 'accepted', superuser: false }));
        if (waiting.length === 2) for (const accept of waiting) accept();
      }),
  };
  const { broker, port } = await startBroker(t, { authenticator });
  const alice = await RawClient.open(t, port);
  const bob = await RawClient.open(t, port);
  alice.sendConnect({ clientId: 'shared', username: 'alice' });
  bob.sendConnect({ clientId: 'shared', username: 'bob' });
  const outcomes = await Promise.all(
    [alice, bob].map(async (client) =>
      client.next('connack').then(
        ({ returnCode }) => returnCode,
        () => 'closed',
      ),
    ),
  );
  t.equal(outcomes.filter((outcome) => outcome === 0).length, 1, String(outcomes));
  const owner = outcomes[0] === 0 ? 'alice' : 'bob';
  t.match(broker.clients(), [{ clientId: 'shared', username: owner }]);
  t.equal(broker.clients().length, 1);
});

t.test('the client id is free for everybody when its owner has gone', async (t) => {
  const { url, event } = await startBroker(t);
  const alice = await connect(t, url, { clientId: 'shared' });
  await alice.endAsync();
  await event((event) => event.kind === 'disconnected');
  const bob = await connect(t, url, { clientId: 'shared', username: 'bob' });
  t.ok(bob.connected);
});

t.test('the authenticator sees bytes, the client id and the address; the log has no password', async (t) => {
  const seen: unknown[] = [];
  const { url, log } = await startBroker(t, {
    authenticator: {
      authenticate: async (login) => {
        seen.push(login);
        return login.username === 'root' ? { outcome: 'accepted', superuser: true } : { outcome: 'refused' };
      },
    },
  });
  const password = Buffer.from([0xff, 0x00, 0xfe]);
  await refusal(url, { clientId: 'c', username: 'carol', password });
  t.match(seen[0], { clientId: 'c', username: 'carol', password, remoteAddress: '127.0.0.1' });
  await refusal(url, { username: 'carol', password: 'open sesame' });
  t.notMatch(JSON.stringify(log), /open sesame/);
  t.match(
    log.find(({ message }) => message === 'connection refused'),
    { level: 'warn', reason: 'bad-credentials' },
  );
});

t.test('a superuser is told to the topic guard and to the operator', async (t) => {
  const asked: unknown[] = [];
  const { broker, url } = await startBroker(t, {
    authenticator: { authenticate: async () => ({ outcome: 'accepted', superuser: true }) },
    topicGuard: { ...topicGuard, mayPublish: (client) => asked.push(client) > 0 },
  });
  const client = await connect(t, url, { clientId: 'root' });
  await client.publishAsync('a', 'x', { qos: 1 });
  t.match(asked, [{ clientId: 'root', username: 'alice', superuser: true }]);
  t.equal(broker.client('root')?.superuser, true);
});

t.test('MQTT 5: a method of authentication that nobody has taught the broker is refused with 0x8C', async (t) => {
  const { tcp, event } = await startBroker(t);
  const client = await StrictClient.open(t, tcp, 5);
  const { reasonCode } = await client.connect({ properties: { authenticationMethod: 'SCRAM-SHA-1' } });
  t.equal(reasonCode, 0x8c);
  await client.closed();
  t.match(await event(({ kind }) => kind === 'connection-refused'), { reason: 'unsupported' });
});

t.test(
  'a user who may not use a client id is told so, and what the authenticator grants goes to the guard',
  async (t) => {
    const rights = { role: 'csms' };
    const seen: unknown[] = [];
    const { tcp, event } = await startBroker(t, {
      authenticator: {
        authenticate: async ({ clientId, listenerId }) => {
          seen.push(listenerId);
          return clientId === 'bound' ? { outcome: 'client-id' } : { outcome: 'accepted', superuser: false, rights };
        },
      },
      topicGuard: { ...topicGuard, mayPublish: (client) => seen.push(client.rights) > 0 },
    });
    const refused = await StrictClient.open(t, tcp, 5);
    t.equal((await refused.connect({ clientId: 'bound' })).reasonCode, 0x85);
    t.match(await event(({ kind }) => kind === 'connection-refused'), {
      reason: 'client-id',
      listenerId: 'tcp:default',
    });
    const client = await StrictClient.connect(t, tcp, 5);
    await client.publish({ topic: 'a', qos: 1 });
    t.same(seen, ['tcp:default', 'tcp:default', rights]);
  },
);

t.test('an authenticator that throws at once is no worse than one that rejects', async (t) => {
  const { tcp, log } = await startBroker(t, {
    authenticator: {
      authenticate: () => {
        throw new Error('broken');
      },
    },
  });
  const client = await StrictClient.open(t, tcp, 5);
  t.equal((await client.connect()).reasonCode, 0x88);
  t.match(
    log.find(({ level }) => level === 'error'),
    { err: { message: 'broken' } },
  );
});

t.test('a session belongs to the name that the login gave, not to the token that was sent as one', async (t) => {
  const { broker, url, event, tcp } = await startBroker(t);
  const session = { clientId: 'cp', clean: false };
  const first = await connect(t, url, { ...session, username: 'token-1' });
  t.equal(broker.client('cp')?.username, '(token)');
  await first.endAsync();
  await event(({ kind }) => kind === 'disconnected');
  const second = await StrictClient.open(t, tcp, 4);
  t.ok((await second.connect({ ...session, username: 'token-2' })).sessionPresent);
  t.match(await refusal(url, { ...session, protocolVersion: 4 }), { code: 2 }, 'nobody else may have it');
});
