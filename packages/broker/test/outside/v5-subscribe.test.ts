// MQTT 5: subscription options, identifiers, and the codes of SUBACK and UNSUBACK, over every carrier.
import t from 'tap';
import { RawClient, texts } from './raw-client.ts';
import { runBroker } from './running-broker.ts';

const noLocal = 0x04;
const retainAsPublished = 0x08;
const retainHandling = (value: number) => value << 4;

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: SUBACK and UNSUBACK say what became of each filter`, async (t) => {
    const running = await runBroker(t, { limits: { subscriptionsPerClientMax: 5 } });
    const client = await RawClient.connect(t, running[carrier], 5);
    const lines = [
      { filter: 'a/0', options: 0 },
      { filter: 'a/1', options: 1 },
      { filter: 'private/x', options: 1 },
      { filter: 'a/2', options: 2 },
      { filter: '$share/g/a/1', options: 1 },
    ];
    t.same(await client.subscribe(lines), [0, 1, 0x87, 2, 1], 'granted, and not authorized (§3.9.3)');
    t.same(await client.subscribe('a/4', 0), [0]);
    t.same(await client.subscribe('a/5', 0), [0x97], 'quota exceeded');
    t.same(await client.subscribe('a/4', 2), [2], 'one that is there can be changed');
    t.same(await client.unsubscribe('a/0', 'a/never', 'private/x', '$share/g/a/1'), [0, 0x11, 0x11, 0], '(§3.11.3)');
    t.same(await client.subscribe('a/5', 0), [0], 'there is room again');
    await client.publish({ topic: 'a/0', payload: 'no more', qos: 1 });
    await client.publish({ topic: 'a/5', payload: 'end' });
    t.same(await client.receiveUntilEnd(), []);
  });

  t.test(`${carrier}: a filter that is invalid, or longer than allowed, is refused with a reason`, async (t) => {
    const running = await runBroker(t, { limits: { topicLevelsMax: 4, topicBytesMax: 64 } });
    for (const filter of ['a/#/b', 'a+', 'a/b/c/d/e', 'x'.repeat(65), '$share/g/a#']) {
      const client = await RawClient.connect(t, running[carrier], 5);
      const told = await client.subscribe(filter, 0).catch(() => client.disconnected().then((code) => [code]));
      t.ok([0x8f, 0x81, 0x82, 0x97].includes(told[0] ?? 0), `${filter.slice(0, 20)}: ${told} (§3.9.3, §4.7.1)`);
      t.equal(running.broker.stats().subscriptions, 0);
      await client.vanish();
    }
  });

  t.test(`${carrier}: one message bears the identifiers of all subscriptions that match [MQTT-3.3.4-4]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 5);
    await client.subscribe('id/#', 0, { subscriptionIdentifier: 1 });
    await client.subscribe('id/+', 2, { subscriptionIdentifier: 268_435_455 });
    await client.subscribe('id/a', 1);
    await client.subscribe('id/b', 1, { subscriptionIdentifier: 200 });
    await client.publish({ topic: 'id/a', payload: 'a', qos: 2 });
    const one = await client.receive();
    t.match(one, { topic: 'id/a', qos: 2 });
    t.same(
      one.properties.subscriptionIdentifier?.toSorted((a, b) => a - b),
      [1, 268_435_455],
    );
    await client.subscribe('id/#', 0, { subscriptionIdentifier: 9 });
    await client.publish({ topic: 'id/b', payload: 'b', qos: 1 });
    const other = await client.receive();
    t.same(
      other.properties.subscriptionIdentifier?.toSorted((a, b) => a - b),
      [9, 200, 268_435_455],
      'changed by SUBSCRIBE',
    );
    await client.publish({ topic: 'id', payload: 'end' });
    t.same(await client.receiveUntilEnd(), [], 'each came once [MQTT-3.3.4-2]');
  });

  t.test(
    `${carrier}: a retained message bears the identifier of the SUBSCRIBE that brings it [MQTT-3.3.4-3]`,
    async (t) => {
      const running = await runBroker(t);
      const client = await RawClient.connect(t, running[carrier], 5);
      await client.publish({ topic: 'id/kept', payload: 'kept', qos: 1, retain: true });
      await client.subscribe('id/kept', 1, { subscriptionIdentifier: 42 });
      t.match(await client.receive(), { retain: true, properties: { subscriptionIdentifier: [42] } });
    },
  );

  t.test(`${carrier}: retain handling decides which retained messages a SUBSCRIBE brings`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 5);
    await client.publish({ topic: 'kept/a', payload: 'kept', qos: 1, retain: true });
    const brought = async (filter: string, handling: number) => {
      await client.subscribe(filter, 1 | retainHandling(handling));
      // The retained one is asked for by a filter of its own, so that it comes last.
      await client.unsubscribe('marker');
      await client.publish({ topic: 'marker', payload: 'end', qos: 1, retain: true });
      await client.subscribe('marker', 1);
      return texts(await client.receiveUntilEnd());
    };
    t.same(await brought('kept/#', 2), [], '2: none [MQTT-3.3.1-11]');
    t.same(await brought('kept/#', 1), [], '1: none for a subscription that is there [MQTT-3.3.1-10]');
    t.same(await brought('kept/#', 0), ['kept'], '0: all of them [MQTT-3.3.1-9]');
    t.same(await brought('kept/#', 0), ['kept'], '0: again');
    t.same(await brought('kept/+', 1), ['kept'], '1: all of them for a new one [MQTT-3.3.1-10]');
  });

  t.test(`${carrier}: retain as published keeps the flag of live messages [MQTT-3.3.1-12], [-13]`, async (t) => {
    const running = await runBroker(t);
    const as = await RawClient.connect(t, running[carrier], 5);
    const not = await RawClient.connect(t, running[carrier], 5);
    await as.subscribe('rap/#', 1 | retainAsPublished);
    await not.subscribe('rap/#', 1);
    for (const retain of [true, false]) {
      await as.publish({ topic: 'rap/a', qos: 1, retain });
      t.match(await as.receive(), { retain });
      t.match(await not.receive(), { retain: false });
    }
    const away = { clientId: 'away', clean: false, properties: { sessionExpiryInterval: 60 } };
    const sleeper = await RawClient.connect(t, running[carrier], 5, away);
    await sleeper.subscribe('rap/#', 1 | retainAsPublished | retainHandling(2));
    await sleeper.leave();
    await as.publish({ topic: 'rap/b', qos: 1, retain: true });
    await as.publish({ topic: 'rap/c', qos: 1, retain: false });
    const back = await RawClient.connect(t, running[carrier], 5, away);
    t.match(await back.receive(), { topic: 'rap/b', retain: true }, 'also from the queue of a session');
    t.match(await back.receive(), { topic: 'rap/c', retain: false });
  });

  t.test(`${carrier}: no local keeps a client's own messages from it, and no others [MQTT-3.8.3-3]`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 5, { clientId: 'me' });
    const other = await RawClient.connect(t, running[carrier], 5);
    await client.subscribe('echo/#', 1 | noLocal);
    for (const qos of [0, 1, 2]) await client.publish({ topic: 'echo/a', payload: 'mine', qos });
    await other.publish({ topic: 'echo/a', payload: 'theirs', qos: 1 });
    await other.publish({ topic: 'echo/a', payload: 'end', qos: 1 });
    t.same(texts(await client.receiveUntilEnd()), ['theirs']);
    await client.subscribe('echo/a', 1);
    await client.publish({ topic: 'echo/a', payload: 'asked for', qos: 1 });
    await other.publish({ topic: 'echo/a', payload: 'end', qos: 1 });
    t.same(texts(await client.receiveUntilEnd()), ['asked for'], 'another subscription without no local delivers');
  });

  t.test(
    `${carrier}: with no local, a will of one's own comes to another, and not by a detour to oneself`,
    async (t) => {
      const running = await runBroker(t);
      const will = { topic: 'echo/will', payload: 'gone', qos: 1 };
      const session = { clientId: 'me', clean: false, properties: { sessionExpiryInterval: 60 } };
      const client = await RawClient.connect(t, running[carrier], 5, { ...session, will });
      const other = await RawClient.connect(t, running[carrier], 5);
      await other.subscribe('echo/#', 1);
      await client.subscribe('echo/#', 1 | noLocal);
      await client.vanish();
      t.match(await other.receive(), { topic: 'echo/will' });
      const back = await RawClient.connect(t, running[carrier], 5, session);
      await other.publish({ topic: 'echo/x', payload: 'end', qos: 1 });
      t.same(await back.receiveUntilEnd(), []);
    },
  );
}
