// MQTT 3.1.1 by the letter: sessions, take-over, wills and keep alive, over every carrier.
import t from 'tap';
import { RawClient } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { secondsPass, until } from './until.ts';
import { acknowledge, disconnect, publish } from './wire.ts';

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: session present is told for a stored session, with or without subscriptions`, async (t) => {
    const running = await runBroker(t);
    const address = running[carrier];
    const connect = async (clean: boolean, clientId = 'kept') => {
      const client = await RawClient.open(t, address, 4);
      return { client, connack: await client.connect({ clientId, clean }) };
    };
    const one = await connect(false);
    t.equal(one.connack.sessionPresent, false, 'there was none [MQTT-3.2.2-3]');
    await one.client.leave();
    const two = await connect(false);
    t.equal(two.connack.sessionPresent, true, 'without subscriptions [MQTT-3.2.2-2]');
    await two.client.subscribe('a', 1);
    await two.client.leave();
    const three = await connect(false);
    t.equal(three.connack.sessionPresent, true, 'with a subscription [MQTT-3.2.2-2]');
    await three.client.vanish();
    const four = await connect(true);
    t.equal(four.connack.sessionPresent, false, 'clean session 1 [MQTT-3.2.2-1]');
    await four.client.publish({ topic: 'a', payload: 'gone', qos: 1 });
    await four.client.leave();
    const five = await connect(false);
    t.equal(five.connack.sessionPresent, false, 'clean session 1 has ended the session [MQTT-3.1.2-6]');
    await five.client.subscribe('b', 1);
    await five.client.publish({ topic: 'b', payload: 'end', qos: 1 });
    t.same(await five.client.receiveUntilEnd(), [], 'and its subscriptions');
  });

  t.test(`${carrier}: a CONNACK that refuses says that no session is present [MQTT-3.2.2-4]`, async (t) => {
    const running = await runBroker(t);
    const owner = await RawClient.connect(t, running[carrier], 4, { clientId: 'kept', clean: false });
    await owner.leave();
    const client = await RawClient.open(t, running[carrier], 4);
    t.match(await client.connect({ clientId: 'kept', clean: false, password: 'wrong' }), {
      reasonCode: 4,
      sessionPresent: false,
    });
    await client.closed();
  });

  t.test(`${carrier}: a client that takes over an id ends the other connection [MQTT-3.1.4-2]`, async (t) => {
    const running = await runBroker(t);
    const old = await RawClient.connect(t, running[carrier], 4, { clientId: 'same', clean: false });
    await old.subscribe('a', 1);
    const young = await RawClient.open(t, running[carrier], 4);
    t.match(await young.connect({ clientId: 'same', clean: false }), { reasonCode: 0, sessionPresent: true });
    await old.closed();
    await young.publish({ topic: 'a', payload: 'mine', qos: 1 });
    t.match(await young.receive(), { topic: 'a' });
    t.equal(running.broker.clients().length, 1);
  });

  t.test(`${carrier}: twenty clients of one id in a row leave the last one connected [MQTT-3.1.4-2]`, async (t) => {
    const running = await runBroker(t);
    const clients = await Promise.all(Array.from({ length: 20 }, () => RawClient.open(t, running[carrier], 4)));
    const connect = (client: RawClient) => client.connect({ clientId: 'same', clean: false });
    await Promise.allSettled(clients.map(connect));
    await until(() => running.broker.stats().connections === 1, 'one of them is left');
    const another = await RawClient.connect(t, running[carrier], 4, { clientId: 'same', clean: false });
    await another.ping();
    await until(() => running.broker.stats().connections === 1, 'that one took over too');
  });

  t.test(`${carrier}: a will is sent when its client is lost, and not after DISCONNECT`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 4);
    await watcher.subscribe('will/#', 2);
    const will = (name: string) => ({ topic: `will/${name}`, payload: name, qos: 1 });
    const polite = await RawClient.connect(t, running[carrier], 4, { will: will('polite') });
    await polite.leave();
    const lost = await RawClient.connect(t, running[carrier], 4, { will: will('lost') });
    await lost.vanish();
    t.match(await watcher.receive(), { topic: 'will/lost', qos: 1, retain: false }, '[MQTT-3.1.2-8], [MQTT-3.1.2-10]');
    const rude = await RawClient.connect(t, running[carrier], 4, { will: will('rude') });
    rude.send(publish(4, { topic: 'a/#' }));
    t.match(await watcher.receive(), { topic: 'will/rude' }, 'closed for a protocol error [MQTT-3.1.2-8]');
    const taken = await RawClient.connect(t, running[carrier], 4, { clientId: 'taken', will: will('taken') });
    await RawClient.connect(t, running[carrier], 4, { clientId: 'taken' });
    t.match(await watcher.receive(), { topic: 'will/taken' }, 'taken over (§3.1.2.5)');
    await taken.closed();
    const quiet = await RawClient.connect(t, running[carrier], 4, { keepalive: 1, will: will('quiet') });
    await quiet.closed();
    t.match(await watcher.receive(), { topic: 'will/quiet' }, 'after one and a half of its keep alive [MQTT-3.1.2-24]');
  });

  t.test(`${carrier}: a will with retain is kept for its topic [MQTT-3.1.2-17]`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 4);
    await watcher.subscribe('will/#', 2);
    const lost = await RawClient.connect(t, running[carrier], 4, {
      will: { topic: 'will/kept', qos: 2, retain: true },
    });
    await lost.vanish();
    t.match(await watcher.receive(), { topic: 'will/kept', qos: 2, retain: false });
    t.same(await watcher.subscribe('will/kept', 1), [1]);
    t.match(await watcher.receive(), { topic: 'will/kept', qos: 1, retain: true });
  });

  t.test(`${carrier}: a will to a topic that its client may not publish to is not sent`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.open(t, running[carrier], 4);
    t.match(await client.connect({ will: { topic: 'guarded/will' } }), { reasonCode: 5 });
    await client.closed();
  });

  t.test(`${carrier}: a client that pings, or sends anything else, is not cut by its keep alive`, async (t) => {
    const running = await runBroker(t);
    const client = await RawClient.connect(t, running[carrier], 4, { keepalive: 1 });
    for (let at = 0; at < 4; at += 1) {
      await secondsPass(0.5);
      if (at % 2 === 0) await client.ping();
      else await client.publish({ topic: 'a', qos: 1 });
    }
    t.equal(running.broker.clients().length, 1);
  });

  t.test(`${carrier}: after DISCONNECT the broker closes, and takes nothing more [MQTT-3.14.4-3]`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 4);
    await watcher.subscribe('#');
    const client = await RawClient.connect(t, running[carrier], 4);
    client.send(disconnect(), publish(4, { topic: 'a', payload: 'late' }));
    t.same(await client.closed(), []);
    await watcher.publish({ topic: 'a', payload: 'end' });
    t.same(await watcher.receiveUntilEnd(), []);
  });

  t.test(`${carrier}: subscriptions and messages of QoS 1 and 2 wait for a session that is away`, async (t) => {
    const running = await runBroker(t);
    const away = await RawClient.connect(t, running[carrier], 4, { clientId: 'away', clean: false });
    await away.subscribe([
      { filter: 'mixed/#', options: 2 },
      { filter: 'mixed/+', options: 1 },
    ]);
    await away.leave();
    const publisher = await RawClient.connect(t, running.tcp, 4);
    for (let n = 0; n < 30; n += 1)
      await publisher.publish({ topic: 'mixed/a', payload: `${n}`, qos: n % 3, retain: n % 5 === 0 });
    const back = await RawClient.connect(t, running[carrier], 4, { clientId: 'away', clean: false });
    await publisher.publish({ topic: 'mixed/a', payload: 'end', qos: 2 });
    const publishes = await back.receiveUntilEnd();
    for (const qos of [1, 2]) {
      t.same(
        publishes.filter((message) => message.qos === qos).map(({ payload }) => Number(payload)),
        Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 3 === qos),
        `QoS ${qos}: each of them once, in order [MQTT-3.1.2-5], [MQTT-3.3.5-1], [MQTT-4.6.0-6]`,
      );
    }
    t.notOk(
      publishes.some(({ retain, dup }) => retain || dup),
      'as live messages [MQTT-3.3.1-9]',
    );
  });

  t.test(`${carrier}: what was not acknowledged comes again in order, with DUP and its packet id`, async (t) => {
    const running = await runBroker(t);
    const first = await RawClient.connect(t, running[carrier], 4, { clientId: 'again', clean: false });
    first.acknowledges = false;
    await first.subscribe('again/#', 2);
    const publisher = await RawClient.connect(t, running.tcp, 4);
    for (let n = 0; n < 6; n += 1) await publisher.publish({ topic: `again/${n}`, qos: 1 + (n % 2) });
    const sent = await Promise.all(Array.from({ length: 6 }, () => first.receive()));
    t.equal(new Set(sent.map(({ id }) => id)).size, 6, 'each has a packet id of its own [MQTT-2.3.1-4]');
    // QoS 1: 0, 2, 4; QoS 2: 1, 3, 5. The first of each kind is finished, of 3 half of it.
    first.send(
      acknowledge('puback', sent[0]?.id ?? 0),
      acknowledge('pubrec', sent[1]?.id ?? 0),
      acknowledge('pubrec', sent[3]?.id ?? 0),
    );
    await first.next('pubrel');
    await first.next('pubrel');
    first.send(acknowledge('pubcomp', sent[1]?.id ?? 0));
    await first.ping();
    await first.vanish();
    const second = await RawClient.connect(t, running[carrier], 4, { clientId: 'again', clean: false });
    second.acknowledges = false;
    t.match(await second.next('pubrel'), { id: sent[3]?.id }, 'PUBREL of what was received [MQTT-4.4.0-1]');
    const again = await Promise.all(Array.from({ length: 3 }, () => second.receive()));
    t.same(
      again.map(({ topic, id, dup, qos }) => ({ topic, id, dup, qos })),
      [sent[2], sent[4], sent[5]].map((packet) => ({ ...pick(packet), dup: true })),
      '[MQTT-4.4.0-1], [MQTT-3.3.1-1], [MQTT-4.6.0-1]',
    );
    second.send(acknowledge('pubcomp', sent[3]?.id ?? 0));
    for (const { id, qos } of again) second.send(acknowledge(qos === 1 ? 'puback' : 'pubrec', id));
    second.send(acknowledge('pubcomp', (await second.next('pubrel')).id));
    await second.ping();
    await second.vanish();
    const third = await RawClient.connect(t, running[carrier], 4, { clientId: 'again', clean: false });
    await publisher.publish({ topic: 'again/end', payload: 'end', qos: 1 });
    t.same(await third.receiveUntilEnd(), [], 'a message that was completed does not come again');
  });
}

function pick(packet: { readonly topic: string; readonly id: number; readonly qos: number } | undefined): object {
  return { topic: packet?.topic, id: packet?.id, qos: packet?.qos };
}
