// Shared subscriptions (MQTT 5 §4.8.2), which MQTT 3.1.1 clients may use here as well, over every carrier.
import t from 'tap';
import { RawClient, texts } from './raw-client.ts';
import { type RunningBroker, runBroker } from './running-broker.ts';
import { secondsPass, until } from './until.ts';
import { acknowledge } from './wire.ts';

const share = '$share/workers/job/#';
const lasting = (clientId: string, sessionExpiryInterval = 60) => ({
  clientId,
  clean: false,
  properties: { sessionExpiryInterval },
});

for (const carrier of ['tcp', 'ws'] as const) {
  const connect = (t: Parameters<typeof runBroker>[0], running: RunningBroker, version: 4 | 5 = 5, parts = {}) =>
    RawClient.connect(t, running[carrier], version, parts);

  for (const qos of [0, 1, 2]) {
    t.test(`${carrier}: QoS ${qos}: each message goes to one worker of a group, in turn [MQTT-4.8.2-4]`, async (t) => {
      const running = await runBroker(t);
      const workers = [await connect(t, running), await connect(t, running, 4), await connect(t, running)];
      for (const worker of workers) t.same(await worker.subscribe(share, qos), [qos]);
      const other = await connect(t, running);
      await other.subscribe('$share/others/job/+', qos);
      const plain = await connect(t, running);
      await plain.subscribe('job/#', qos);
      for (let n = 0; n < 30; n += 1) await plain.publish({ topic: 'job/a', payload: `${n}`, qos });
      for (const all of [other, plain]) {
        const seen = await Promise.all(Array.from({ length: 30 }, () => all.receive()));
        t.same(
          texts(seen).map(Number),
          Array.from({ length: 30 }, (_, n) => n),
        );
      }
      const each = await Promise.all(
        workers.map((worker) => Promise.all(Array.from({ length: 10 }, () => worker.receive()))),
      );
      const numbers = each.map((seen) => texts(seen).map(Number));
      t.same(
        numbers.flat().sort((a, b) => a - b),
        Array.from({ length: 30 }, (_, n) => n),
        'each once, ten for each',
      );
      for (const own of numbers)
        t.same(
          own,
          own.toSorted((a, b) => a - b),
          'in order',
        );
      t.ok(
        each.flat().every((message) => message.qos === qos),
        '[MQTT-4.8.2-3]',
      );
    });
  }

  t.test(`${carrier}: what a worker that dies has not acknowledged goes to another [MQTT-4.8.2-5]`, async (t) => {
    const running = await runBroker(t);
    const dying = await connect(t, running);
    dying.acknowledges = false;
    const living = await connect(t, running);
    for (const worker of [dying, living]) await worker.subscribe(share, 1);
    for (let n = 0; n < 20; n += 1) await living.publish({ topic: 'job/a', payload: `${n}`, qos: 1 });
    const seen = await Promise.all(Array.from({ length: 10 }, () => living.receive()));
    const [done] = await Promise.all(Array.from({ length: 10 }, () => dying.receive()));
    dying.send(acknowledge('puback', done?.id ?? 0));
    await dying.ping();
    await dying.vanish();
    seen.push(...(await Promise.all(Array.from({ length: 9 }, () => living.receive()))));
    const numbers = [...texts(seen), done?.payload.toString()].map(Number).sort((a, b) => a - b);
    t.same(
      numbers,
      Array.from({ length: 20 }, (_, n) => n),
      'each exactly once: the dead one had finished one',
    );
    await living.publish({ topic: 'job/a', payload: 'end', qos: 1 });
    t.same(await living.receiveUntilEnd(), []);
  });

  t.test(`${carrier}: a worker that leaves or unsubscribes gets no more, and nothing is lost`, async (t) => {
    const running = await runBroker(t);
    const workers = await Promise.all(['a', 'b', 'c'].map((clientId) => connect(t, running, 5, { clientId })));
    const [leaving, unsubscribing, staying] = workers as [RawClient, RawClient, RawClient];
    for (const worker of workers) await worker.subscribe(share, 1);
    t.same(await unsubscribing.unsubscribe('job/#'), [0x11], 'the plain filter is another subscription');
    t.same(await unsubscribing.unsubscribe(share), [0]);
    await leaving.leave();
    for (let n = 0; n < 5; n += 1) await staying.publish({ topic: 'job/a', payload: `${n}`, qos: 1 });
    t.same(texts(await Promise.all(Array.from({ length: 5 }, () => staying.receive()))), ['0', '1', '2', '3', '4']);
    await staying.unsubscribe(share);
    t.equal(await staying.publish({ topic: 'job/a', qos: 1 }), 0x10, 'the group is gone');
  });

  t.test(`${carrier}: messages wait while all workers with a session are away; who comes first has them`, async (t) => {
    const running = await runBroker(t);
    for (const clientId of ['a', 'b']) {
      const worker = await connect(t, running, 5, lasting(clientId));
      await worker.subscribe(share, 2);
      await worker.leave();
    }
    const publisher = await connect(t, running);
    for (let n = 0; n < 12; n += 1) {
      t.equal(await publisher.publish({ topic: 'job/a', payload: `${n}`, qos: 1 + (n % 2) }), 0);
    }
    const back = await connect(t, running, 5, lasting('b'));
    const seen = await Promise.all(Array.from({ length: 12 }, () => back.receive()));
    t.same(
      texts(seen)
        .map(Number)
        .sort((a, b) => a - b),
      Array.from({ length: 12 }, (_, n) => n),
    );
    const late = await connect(t, running, 5, lasting('a'));
    await publisher.publish({ topic: 'job/a', payload: 'end', qos: 2 });
    await publisher.publish({ topic: 'job/a', payload: 'end', qos: 2 });
    t.same(await late.receiveUntilEnd(), [], 'and the other has nothing of it');
  });

  t.test(`${carrier}: a worker that is connected is preferred to one that is away`, async (t) => {
    const running = await runBroker(t);
    const away = await connect(t, running, 5, lasting('away'));
    await away.subscribe(share, 1);
    await away.leave();
    const here = await connect(t, running);
    await here.subscribe(share, 1);
    for (let n = 0; n < 6; n += 1) await here.publish({ topic: 'job/a', payload: `${n}`, qos: 1 });
    t.same(texts(await Promise.all(Array.from({ length: 6 }, () => here.receive()))), ['0', '1', '2', '3', '4', '5']);
  });

  t.test(`${carrier}: when the session of a worker ends, what waited for it goes to another`, async (t) => {
    const running = await runBroker(t);
    const away = await connect(t, running, 5, lasting('away', 1));
    await away.subscribe(share, 1);
    await away.leave();
    const publisher = await connect(t, running);
    for (let n = 0; n < 4; n += 1) await publisher.publish({ topic: 'job/a', payload: `${n}`, qos: 1 });
    const other = await connect(t, running, 5, lasting('other'));
    await other.subscribe(share, 1);
    await secondsPass(1.3);
    const seen = await Promise.all(Array.from({ length: 4 }, () => other.receive()));
    t.same(texts(seen).sort(), ['0', '1', '2', '3']);
  });

  t.test(
    `${carrier}: a worker whose Receive Maximum is reached is passed over while another can take it`,
    async (t) => {
      const running = await runBroker(t);
      const full = await connect(t, running, 5, { properties: { receiveMaximum: 1 } });
      full.acknowledges = false;
      const free = await connect(t, running);
      for (const worker of [full, free]) await worker.subscribe(share, 1);
      for (let n = 0; n < 10; n += 1) await free.publish({ topic: 'job/a', payload: `${n}`, qos: 1 });
      const held = await full.receive();
      const seen = await Promise.all(Array.from({ length: 9 }, () => free.receive()));
      t.same(
        [...texts(seen), held.payload.toString()].map(Number).sort((a, b) => a - b),
        Array.from({ length: 10 }, (_, n) => n),
      );
    },
  );

  t.test(`${carrier}: a frozen worker does not stop the group`, async (t) => {
    const running = await runBroker(t, {
      options: { slowClient: { dropQos0AboveBytes: 100_000, disconnectAboveBytes: 1_000_000 } },
    });
    const frozen = await connect(t, running, 5, { clientId: 'frozen' });
    const free = await connect(t, running);
    for (const worker of [frozen, free]) await worker.subscribe(share, 1);
    frozen.transport.freeze();
    const seen = new Set<string>();
    const payload = (n: number) => `${n}`.padEnd(50_000);
    const count = 600;
    const reading = (async () => {
      while (seen.size < count) seen.add((await free.receive()).payload.toString().trim());
    })();
    const publisher = await RawClient.connect(t, running.tcp, 5);
    for (let n = 0; n < count; n += 1) await publisher.publish({ topic: 'job/a', payload: payload(n), qos: 1 });
    // What the frozen one was given is given to the other when it is cut, or here, by an operator.
    running.broker.kick('frozen');
    await reading;
    t.equal(seen.size, count, 'nothing is lost');
    await until(() => running.broker.client('frozen') === undefined, 'it is gone');
  });

  t.test(`${carrier}: a shared subscription brings no retained messages, and obeys the topic rules`, async (t) => {
    const running = await runBroker(t);
    const client = await connect(t, running);
    await client.publish({ topic: 'job/kept', payload: 'kept', qos: 1, retain: true });
    t.same(await client.subscribe(share, 1, { subscriptionIdentifier: 77 }), [1]);
    t.same(await client.subscribe('$share/workers/private/a', 1), [0x87]);
    await client.publish({ topic: 'job/a', payload: 'live', qos: 1 });
    const live = await client.receive();
    t.equal(live.payload.toString(), 'live', 'no retained message before it (§4.8.2)');
    t.same(live.properties.subscriptionIdentifier, [77]);
    await client.subscribe('job/#', 1);
    t.match(await client.receive(), { payload: Buffer.from('kept'), retain: true });
    await client.publish({ topic: 'job/a', payload: 'both', qos: 1 });
    await client.publish({ topic: 'job/a', payload: 'end', qos: 1 });
    t.same(texts(await client.receiveUntilEnd()), ['both', 'both'], 'one by each subscription (§4.8.2)');
  });
}
