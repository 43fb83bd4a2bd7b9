import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IClientOptions } from 'mqtt';
import t from 'tap';
import { startBroker } from '../fixture/broker.ts';
import { connect } from '../fixture/client.ts';
import { all, temporaryPath } from '../fixture/open.ts';

const stored = (protocolVersion: 4 | 5, clientId: string): IClientOptions => ({
  clientId,
  clean: false,
  protocolVersion,
  ...(protocolVersion === 5 && { properties: { sessionExpiryInterval: 3600 } }),
});

for (const version of [4, 5] as const) {
  const name = version === 4 ? '3.1.1' : '5';

  t.test(`MQTT ${name}: under Aedes as it comes, a stored session gets what was sent before a restart`, async (t) => {
    const path = temporaryPath(t);
    const first = await startBroker({ path });
    const subscriber = await connect(first.port, stored(version, 'backend'));
    await subscriber.mqtt.subscribeAsync('ocpp/#', { qos: 2 });
    await subscriber.mqtt.endAsync();
    const payloads = Array.from({ length: 20 }, () => randomBytes(64));
    const publisher = await connect(first.port, { clientId: 'charger', protocolVersion: version });
    for (const payload of payloads) await publisher.mqtt.publishAsync('ocpp/cp/1', payload, { qos: 2 });
    await publisher.mqtt.publishAsync('presence/1', 'here', { qos: 1, retain: true });
    await publisher.mqtt.endAsync();
    await first.stop();

    const second = await startBroker({ path });
    t.teardown(() => second.stop());
    const again = await connect(second.port, stored(version, 'backend'));
    await again.receives(20);
    t.strictSame(
      again.received.map((packet) => packet.payload),
      payloads,
    );
    await again.mqtt.subscribeAsync('presence/+', { qos: 1 });
    await again.receives(21);
    t.match(again.received.at(20), { topic: 'presence/1', payload: Buffer.from('here'), retain: true });
    const gone = once(second.aedes, 'clientDisconnect');
    await again.mqtt.endAsync();
    await gone;
    t.strictSame(await all(second.store.aedes().outgoingStream({ id: 'backend' })), [], 'nothing is left to be sent');
  });
}

t.test('a clean start ends the stored session', async (t) => {
  const broker = await startBroker({ path: temporaryPath(t) });
  t.teardown(() => broker.stop());
  const first = await connect(broker.port, stored(4, 'one'));
  await first.mqtt.subscribeAsync('a', { qos: 1 });
  await first.mqtt.endAsync();
  t.equal(broker.store.stats().sessions, 1);
  const clean = await connect(broker.port, { clientId: 'one', clean: true, protocolVersion: 4 });
  t.equal(broker.store.stats().sessions, 0);
  await clean.mqtt.endAsync();
});
