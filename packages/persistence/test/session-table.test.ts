import t from 'tap';
import type { Subscription } from '../src/index.ts';
import { all, open } from './fixture/open.ts';

const names = ['__proto__', 'constructor', 'toString', 'ordinary'];

t.test('subscriptions with all their MQTT 5 options are there after a restart', async (t) => {
  const full: Subscription = { topic: 'a/+', qos: 2, rh: 1, rap: true, nl: true, subscriptionIdentifier: 268_435_455 };
  const plain: Subscription = { topic: 'b', qos: 1, rh: undefined, rap: undefined, nl: undefined };
  const idle: Subscription = { topic: 'c/#', qos: 0, rh: 2, rap: false, nl: false };
  const first = await open(t);
  await first.persistence.addSubscriptions({ id: 'c' }, [full, plain, idle]);
  await first.persistence.destroy();

  const { persistence } = await open(t, { path: first.path });
  t.strictSame(await persistence.subscriptionsByClient({ id: 'c' }), [full, plain, idle]);
  t.strictSame(await persistence.countOffline(), { subsCount: 2, clientsCount: 1 });
  const [match] = await persistence.subscriptionsByTopic('a/x');
  t.match(match, { clientId: 'c', topic: 'a/+', qos: 2, rh: 1, rap: true, nl: true });
  t.strictSame(await persistence.subscriptionsByTopic('c/x'), [], 'QoS 0 is never queued');
});

t.test('what is unsubscribed or replaced stays so after a restart', async (t) => {
  const first = await open(t);
  const client = { id: 'c' };
  await first.persistence.addSubscriptions(client, [
    { topic: 'a', qos: 1 },
    { topic: 'b', qos: 1 },
    { topic: 'x', qos: 1 },
  ]);
  await first.persistence.addSubscriptions(client, [{ topic: 'a', qos: 0 }]);
  await first.persistence.removeSubscriptions(client, ['b', 'never there']);
  await first.persistence.destroy();

  const { persistence } = await open(t, { path: first.path });
  t.match(await persistence.subscriptionsByClient(client), [
    { topic: 'a', qos: 0 },
    { topic: 'x', qos: 1 },
  ]);
  t.strictSame(await persistence.countOffline(), { subsCount: 1, clientsCount: 1 });
});

t.test('client ids and filters named after parts of a prototype are ordinary names', async (t) => {
  const first = await open(t);
  for (const name of names) await first.persistence.addSubscriptions({ id: name }, [{ topic: `${name}/#`, qos: 1 }]);
  await first.persistence.destroy();

  const { persistence } = await open(t, { path: first.path });
  for (const name of names) {
    t.match(await persistence.subscriptionsByClient({ id: name }), [{ topic: `${name}/#` }]);
    t.match(await persistence.subscriptionsByTopic(`${name}/x`), [{ clientId: name }]);
    t.strictSame(await all(persistence.getClientList(`${name}/#`)), [name]);
  }
  t.strictSame(await persistence.subscriptionsByClient({ id: 'valueOf' }), []);
});

t.test('ending a session removes its subscriptions, its queue and its packet ids, and nobody else’s', async (t) => {
  const first = await open(t);
  for (const id of ['gone', 'stays']) {
    await first.persistence.addSubscriptions({ id }, [{ topic: 'a', qos: 1 }]);
    await first.persistence.outgoingEnqueue({ clientId: id }, { topic: 'a', qos: 1, payload: 'x' });
    await first.persistence.incomingStorePacket({ id }, { topic: 'a', qos: 2, messageId: 5 });
  }
  await first.persistence.cleanSubscriptions({ id: 'gone' });
  const check = async ({ persistence }: typeof first) => {
    t.strictSame(await persistence.subscriptionsByClient({ id: 'gone' }), []);
    t.strictSame(await all(persistence.outgoingStream({ id: 'gone' })), []);
    await t.rejects(persistence.incomingGetPacket({ id: 'gone' }, { messageId: 5 }), { code: 'no_such_packet' });
    t.equal((await persistence.subscriptionsByTopic('a')).length, 1);
    t.equal((await all(persistence.outgoingStream({ id: 'stays' }))).length, 1);
    await persistence.incomingGetPacket({ id: 'stays' }, { messageId: 5 });
  };
  await check(first);
  await first.persistence.destroy();
  await check(await open(t, { path: first.path }));
});

t.test('one session too many is refused and told; those that are there go on', async (t) => {
  const { persistence, drops } = await open(t, { limits: { sessionsMax: 2 } });
  const subscription: Subscription = { topic: 'a', qos: 1 };
  for (const id of ['one', 'two']) await persistence.addSubscriptions({ id }, [subscription]);
  await t.rejects(persistence.addSubscriptions({ id: 'three' }, [subscription]), { code: 'sessions_full' });
  await t.rejects(persistence.incomingStorePacket({ id: 'three' }, { topic: 'b', qos: 2, messageId: 1 }), {
    code: 'sessions_full',
  });
  await persistence.outgoingEnqueue({ clientId: 'three' }, { topic: 'c', qos: 1 });
  t.strictSame(drops, [
    { clientId: 'three', topic: 'a', reason: 'sessions' },
    { clientId: 'three', topic: 'b', reason: 'sessions' },
    { clientId: 'three', topic: 'c', reason: 'sessions' },
  ]);
  await persistence.addSubscriptions({ id: 'one' }, [{ topic: 'b', qos: 1 }]);
  await persistence.removeSubscriptions({ id: 'two' }, ['a']);
  await persistence.addSubscriptions({ id: 'three' }, [subscription]);
  await persistence.removeSubscriptions({ id: 'three' }, ['a']);
  for (const clientId of ['four', 'five']) {
    const packet = { topic: 'a', qos: 1, brokerId: 'b', brokerCounter: 1, messageId: 1 } as const;
    await persistence.outgoingEnqueue({ clientId }, packet);
    await persistence.outgoingUpdate({ id: clientId }, packet);
    await persistence.outgoingClearMessageId({ id: clientId }, packet);
  }
  t.equal(drops.length, 3, 'a session of which nothing is left makes room');
});

t.test('one subscription too many is refused and told, with nothing changed', async (t) => {
  const { persistence, drops } = await open(t, { limits: { subscriptionsPerSessionMax: 2 } });
  const client = { id: 'c' };
  const topics = (...names: string[]) => names.map((topic) => ({ topic, qos: 1 }) as const);
  await t.rejects(persistence.addSubscriptions(client, topics('a', 'b', 'c')), { code: 'subscriptions_full' });
  t.strictSame(drops, [{ clientId: 'c', topic: 'c', reason: 'subscriptions' }]);
  t.strictSame(await persistence.countOffline(), { subsCount: 0, clientsCount: 0 });
  await persistence.addSubscriptions(client, topics('a', 'b'));
  await persistence.addSubscriptions(client, topics('b', 'a', 'b'));
  await t.rejects(persistence.addSubscriptions(client, topics('c')), { code: 'subscriptions_full' });
  t.equal((await persistence.subscriptionsByClient(client)).length, 2);
});

t.test('a filter that the index cannot hold is refused, with nothing stored', async (t) => {
  const { persistence, path } = await open(t);
  await t.rejects(persistence.addSubscriptions({ id: 'c' }, [{ topic: 'a/'.repeat(200), qos: 1 }]));
  await persistence.destroy();
  t.strictSame(await (await open(t, { path })).persistence.subscriptionsByClient({ id: 'c' }), []);
});
