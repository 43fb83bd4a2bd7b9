import { once } from 'node:events';
import t from 'tap';
import { type BadClientTarget, startBadClient } from '../src/bad-client.ts';
import type { BadClientKind } from '../src/bad-client-kind.ts';
import { openBroker, type TestBroker } from './test-broker.ts';

const targetOf = ({ port }: TestBroker): BadClientTarget => ({
  mqttPort: port,
  mqttWebSocketUrl: undefined,
  version: 4,
  login: undefined,
  filter: 'bench/slow/#',
});

for (const kind of ['frozen-qos-0', 'frozen-qos-1', 'slow-reader'] satisfies BadClientKind[]) {
  t.test(`${kind}: it is subscribed when it has started, and tells when the broker cuts it`, async (t) => {
    const broker = await openBroker();
    t.teardown(() => broker.close());
    const subscribed = once(broker.aedes, 'subscribe');
    const bad = await startBadClient(kind, targetOf(broker));
    t.teardown(() => bad?.close());
    const [subscriptions] = (await subscribed) as [readonly { readonly topic: string; readonly qos: number }[]];
    t.match(subscriptions, [{ topic: 'bench/slow/#', qos: kind === 'frozen-qos-1' ? 1 : 0 }]);
    t.equal(bad?.isCut, false);
    if (kind !== 'slow-reader') return;
    broker.dropClients();
    while (bad?.isCut === false) await new Promise((resolve) => setImmediate(resolve));
  });
}

t.test('a flood publishes on and on, until it is closed', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  let published = 0;
  const many = new Promise<void>((resolve) => {
    broker.aedes.on('publish', ({ topic }) => {
      if (topic === 'bench/flood' && ++published === 500) resolve();
    });
  });
  const bad = await startBadClient('flood', targetOf(broker));
  await many;
  const gone = once(broker.aedes, 'clientDisconnect');
  bad?.close();
  await gone;
  t.equal(bad?.isCut, false, 'it was not the broker that ended it');
});

t.test('clients that never finish CONNECT are connected and no more', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const bad = await startBadClient('unfinished-connect', targetOf(broker));
  t.equal(broker.aedes.connectedClients, 0);
  bad?.close();
});

t.test('nobody is bad where nobody is asked for, or without a WebSocket', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  t.equal(await startBadClient('none', targetOf(broker)), undefined);
  t.equal(await startBadClient('slow-websocket', targetOf(broker)), undefined);
});
