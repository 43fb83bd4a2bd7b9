import { Socket } from 'node:net';
import t from 'tap';
import { connect, listenWebSocket, publish, startBroker } from './harness.ts';
import { memoryPersistence } from './memory-persistence.ts';

for (const carrier of ['TCP', 'WebSocket'] as const) {
  t.test(`${carrier}: every accepted socket is sent from without delay`, async (t) => {
    const { broker, url } = await startBroker(t);
    const address = carrier === 'TCP' ? url : await listenWebSocket(broker);
    const calls = t.capture(Socket.prototype, 'setNoDelay', Socket.prototype.setNoDelay);
    await connect(t, address, { clientId: 'one' });
    const port = broker.client('one')?.port;
    // mqtt.js sets its own end as well; ours is the one whose peer is the client.
    const ours = calls().filter(({ receiver }) => (receiver as Socket).remotePort === port);
    t.ok(ours.some(({ args }) => args[0] === true));
  });

  t.test(`${carrier}: bytes are counted in both directions, and nothing waits when the peer reads`, async (t) => {
    const { broker, url } = await startBroker(t);
    const client = await connect(t, carrier === 'TCP' ? url : await listenWebSocket(broker), { clientId: 'one' });
    await client.subscribeAsync('a');
    const before = broker.client('one');
    const arrived = new Promise((resolve) => client.once('message', resolve));
    await publish(broker, { topic: 'a', payload: Buffer.alloc(5000) });
    await arrived;
    await client.publishAsync('b', Buffer.alloc(7000), { qos: 1 });
    const after = broker.client('one');
    const sent = (after?.sentBytes ?? 0) - (before?.sentBytes ?? 0);
    const received = (after?.receivedBytes ?? 0) - (before?.receivedBytes ?? 0);
    t.ok(sent > 5000 && sent < 5100, `sent ${sent}`);
    t.ok(received > 7000 && received < 7100, `received ${received}`);
    t.equal(after?.unsentBytes, 0);
    t.equal(after?.ipAddress, '127.0.0.1');
  });

  for (const kilobytes of [1, 32, 200]) {
    t.test(
      `${carrier}: a client that sends more than can be stored, in packets of ${kilobytes} kB, is held back and loses nothing`,
      async (t) => {
        const persistence = memoryPersistence();
        const store = persistence.outgoingEnqueueCombi.bind(persistence);
        const held: (() => void)[] = [];
        let isHolding = true;
        persistence.outgoingEnqueueCombi = async (subscriptions, packet) => {
          if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
          return store(subscriptions, packet);
        };
        const { broker, url } = await startBroker(t, { persistence });
        let arrived = 0;
        await broker.subscribe('flood', () => {
          arrived += 1;
        });
        const address = carrier === 'TCP' ? url : await listenWebSocket(broker);
        const client = await connect(t, address, { clientId: 'flood', protocolVersion: 4 });
        const payload = Buffer.alloc(kilobytes * 1024);
        const count = Math.min(5000, (32 * 1024) / kilobytes);
        const acknowledged = Array.from({ length: Math.ceil(count) }, () =>
          client.publishAsync('flood', payload, { qos: 1 }),
        );
        // Enough turns of the loop to take in everything, if nobody stopped it.
        for (let turn = 0; turn < 3000; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        const taken = broker.client('flood')?.receivedBytes ?? 0;
        t.ok(taken < 1024 * 1024, `${taken} bytes were taken in`);
        isHolding = false;
        for (const resolve of held) resolve();
        await Promise.all(acknowledged);
        t.equal(arrived, Math.ceil(count));
      },
    );
  }
}
