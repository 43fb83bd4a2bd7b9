import t from 'tap';
import type { Subscription } from '../../src/aedes/packet.ts';
import { all, openAedes } from '../fixture/open.ts';

const client = { id: 'c' };

t.test('subscriptions with all their MQTT 5 options are there after a restart', async (t) => {
  const full: Subscription = { topic: 'a/+', qos: 2, rh: 1, rap: true, nl: true, subscriptionIdentifier: 268_435_455 };
  const plain: Subscription = { topic: 'b', qos: 1, rh: undefined, rap: undefined, nl: undefined };
  const idle: Subscription = { topic: 'c/#', qos: 0, rh: 2, rap: false, nl: false };
  const first = await openAedes(t);
  await first.persistence.addSubscriptions(client, [full, plain, idle]);
  await first.persistence.destroy();

  const { persistence } = await openAedes(t, { path: first.path });
  t.strictSame(await persistence.subscriptionsByClient(client), [full, plain, idle]);
  t.strictSame(await persistence.countOffline(), { subsCount: 2, clientsCount: 1 });
  const [match] = await persistence.subscriptionsByTopic('a/x');
  t.match(match, { clientId: 'c', topic: 'a/+', qos: 2, rh: 1, rap: true, nl: true });
  t.strictSame(await persistence.subscriptionsByTopic('c/x'), [], 'QoS 0 is never queued');
});

t.test('what is unsubscribed or replaced stays so after a restart', async (t) => {
  const first = await openAedes(t);
  const topics = ['a', 'b', 'x'].map((topic) => ({ topic, qos: 1 }) as const);
  await first.persistence.addSubscriptions(client, topics);
  await first.persistence.addSubscriptions(client, [{ topic: 'a', qos: 0 }]);
  await first.persistence.removeSubscriptions(client, ['b', 'never there']);
  await first.persistence.destroy();

  const { persistence } = await openAedes(t, { path: first.path });
  const left = await persistence.subscriptionsByClient(client);
  t.strictSame(
    new Map(left.map(({ topic, qos }) => [topic, qos])),
    new Map([
      ['a', 0],
      ['x', 1],
    ]),
  );
  t.strictSame(await persistence.countOffline(), { subsCount: 1, clientsCount: 1 });
});

t.test('a session is there for as long as there is something in it', async (t) => {
  const { persistence } = await openAedes(t);
  const packet = { topic: 'a', qos: 2, brokerId: 'b', brokerCounter: 1, messageId: 1 } as const;
  const clientsOf = async () => all(persistence.getClientList('a'));
  await persistence.addSubscriptions(client, [{ topic: 'a', qos: 1 }]);
  t.strictSame(await clientsOf(), ['c']);
  await persistence.outgoingEnqueue({ clientId: 'c' }, packet);
  await persistence.removeSubscriptions(client, ['a']);
  await persistence.incomingStorePacket(client, packet);
  await persistence.outgoingUpdate(client, packet);
  await persistence.outgoingClearMessageId(client, packet);
  t.match(await persistence.incomingGetPacket(client, packet), { topic: 'a' });
  await persistence.incomingDelPacket(client, packet);
  t.strictSame(await persistence.countOffline(), { subsCount: 0, clientsCount: 0 });
});

t.test('ending a session removes all that is in it, and nobody else’s', async (t) => {
  const { persistence } = await openAedes(t);
  for (const id of ['gone', 'stays']) {
    await persistence.addSubscriptions({ id }, [{ topic: 'a', qos: 1 }]);
    await persistence.outgoingEnqueue({ clientId: id }, { topic: 'a', qos: 1, payload: 'x' });
    await persistence.incomingStorePacket({ id }, { topic: 'a', qos: 2, messageId: 5 });
  }
  await persistence.cleanSubscriptions({ id: 'gone' });
  t.strictSame(await persistence.subscriptionsByClient({ id: 'gone' }), []);
  t.strictSame(await all(persistence.outgoingStream({ id: 'gone' })), []);
  await t.rejects(persistence.incomingGetPacket({ id: 'gone' }, { messageId: 5 }), { code: 'no_such_packet' });
  t.match(await persistence.subscriptionsByTopic('a'), [{ clientId: 'stays' }]);
  t.equal((await all(persistence.outgoingStream({ id: 'stays' }))).length, 1);
});

t.test('client ids and filters named after parts of a prototype are ordinary names', async (t) => {
  const { persistence } = await openAedes(t);
  const names = ['__proto__', 'constructor', 'toString', 'ordinary'];
  for (const name of names) await persistence.addSubscriptions({ id: name }, [{ topic: `${name}/#`, qos: 1 }]);
  for (const name of names) {
    t.match(await persistence.subscriptionsByTopic(`${name}/x`), [{ clientId: name }]);
    t.strictSame(await all(persistence.getClientList(`${name}/#`)), [name]);
  }
  t.strictSame(await persistence.subscriptionsByClient({ id: 'valueOf' }), []);
});

t.test('a filter that the index cannot hold is refused, with nothing stored', async (t) => {
  const { persistence, path } = await openAedes(t);
  await t.rejects(persistence.addSubscriptions(client, [{ topic: 'a/'.repeat(200), qos: 1 }]));
  t.strictSame(await persistence.subscriptionsByClient(client), []);
  await persistence.destroy();
  t.strictSame(await (await openAedes(t, { path })).persistence.subscriptionsByClient(client), []);
});
