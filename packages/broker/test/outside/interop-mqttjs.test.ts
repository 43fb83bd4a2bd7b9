// Interoperability with mqtt.js, in all versions and over both carriers.
import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import t, { type Test } from 'tap';
import { type RunningBroker, runBroker } from './running-broker.ts';

type Received = { readonly topic: string; readonly payload: string; readonly packet: IPublishPacket };

/** mqtt.js with what it has received, from the first moment on. */
type Peer = { readonly mqtt: MqttClient; next(): Promise<Received>; readonly isSessionPresent: boolean };

const versions = [
  { name: 'MQTT 3.1', options: { protocolVersion: 3, protocolId: 'MQIsdp' } },
  { name: 'MQTT 3.1.1', options: { protocolVersion: 4 } },
  { name: 'MQTT 5', options: { protocolVersion: 5 } },
] as const;

function urlOf(running: RunningBroker, carrier: 'tcp' | 'ws'): string {
  return carrier === 'tcp' ? `mqtt://127.0.0.1:${running.tcp.port}` : `ws://127.0.0.1:${running.ws.port}/mqtt`;
}

async function connect(t: Test, url: string, options: IClientOptions): Promise<Peer> {
  const client = mqtt.connect(url, { username: 'alice', password: 'secret', reconnectPeriod: 0, ...options });
  t.teardown(() => client.endAsync(true));
  const received: Received[] = [];
  const waiting: ((message: Received) => void)[] = [];
  client.on('message', (topic, payload, packet) => {
    const message = { topic, payload: payload.toString(), packet };
    const take = waiting.shift();
    if (take === undefined) received.push(message);
    else take(message);
  });
  client.on('error', () => undefined);
  const { sessionPresent } = await new Promise<{ readonly sessionPresent: boolean }>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('error', reject);
  });
  const next = () => {
    const message = received.shift();
    return message === undefined ? new Promise<Received>((resolve) => waiting.push(resolve)) : Promise.resolve(message);
  };
  return { mqtt: client, next, isSessionPresent: sessionPresent };
}

/** Loses its connection without DISCONNECT. */
async function vanish({ mqtt: client }: Peer): Promise<void> {
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  client.stream.destroy();
  await closed;
}

for (const carrier of ['tcp', 'ws'] as const) {
  for (const { name, options } of versions) {
    const lasting = options.protocolVersion === 5 ? { properties: { sessionExpiryInterval: 600 } } : {};

    t.test(`${carrier}, ${name}: messages of every QoS go around`, async (t) => {
      const running = await runBroker(t);
      const peer = await connect(t, urlOf(running, carrier), options);
      await peer.mqtt.subscribeAsync('round/#', { qos: 2 });
      for (const qos of [0, 1, 2] as const) {
        await peer.mqtt.publishAsync('round/a', `QoS ${qos}`, { qos });
        t.match(await peer.next(), { topic: 'round/a', payload: `QoS ${qos}`, packet: { qos, retain: false } });
      }
      await peer.mqtt.unsubscribeAsync('round/#');
      await peer.mqtt.endAsync();
      t.ok(peer.mqtt.disconnected);
    });

    t.test(`${carrier}, ${name}: a session is resumed with what waited for it, and nothing twice`, async (t) => {
      const running = await runBroker(t);
      const url = urlOf(running, carrier);
      const session = { ...options, ...lasting, clientId: 'mqttjs', clean: false };
      const first = await connect(t, url, session);
      t.notOk(first.isSessionPresent);
      await first.mqtt.subscribeAsync('wait/#', { qos: 2 });
      await first.mqtt.endAsync();
      const publisher = await connect(t, url, options);
      for (let n = 0; n < 40; n += 1) await publisher.mqtt.publishAsync('wait/a', `${n}`, { qos: n % 2 === 0 ? 1 : 2 });
      const second = await connect(t, url, session);
      if (options.protocolVersion !== 3) t.ok(second.isSessionPresent, 'MQTT 3.1 has no Session Present');
      const seen: Received[] = [];
      while (seen.length < 40) seen.push(await second.next());
      for (const qos of [1, 2]) {
        const numbers = seen.filter(({ packet }) => packet.qos === qos).map(({ payload }) => Number(payload));
        t.same(
          numbers,
          Array.from({ length: 20 }, (_, n) => 2 * n + qos - 1),
          `QoS ${qos}, in order`,
        );
      }
      await publisher.mqtt.publishAsync('wait/a', 'end', { qos: 2 });
      t.equal((await second.next()).payload, 'end');
    });

    t.test(`${carrier}, ${name}: wills and retained messages`, async (t) => {
      const running = await runBroker(t);
      const url = urlOf(running, carrier);
      const will = { topic: 'state/a', payload: Buffer.from('gone'), qos: 1 as const, retain: true };
      const mortal = await connect(t, url, { ...options, will });
      await mortal.mqtt.publishAsync('state/a', 'here', { qos: 1, retain: true });
      const watcher = await connect(t, url, options);
      await watcher.mqtt.subscribeAsync('state/+', { qos: 1 });
      t.match(await watcher.next(), { payload: 'here', packet: { retain: true } });
      await vanish(mortal);
      t.match(await watcher.next(), { payload: 'gone', packet: { retain: false, qos: 1 } });
      const late = await connect(t, url, options);
      await late.mqtt.subscribeAsync('state/+', { qos: 1 });
      t.match(await late.next(), { payload: 'gone', packet: { retain: true } });
      await late.mqtt.publishAsync('state/a', '', { qos: 1, retain: true });
      t.equal((await watcher.next()).payload, '');
    });

    t.test(`${carrier}, ${name}: workers share a stream`, async (t) => {
      const running = await runBroker(t);
      const url = urlOf(running, carrier);
      const workers = [await connect(t, url, options), await connect(t, url, options)] as const;
      for (const worker of workers) await worker.mqtt.subscribeAsync('$share/g/jobs/+', { qos: 1 });
      for (let n = 0; n < 10; n += 1) await workers[0].mqtt.publishAsync('jobs/a', `${n}`, { qos: 1 });
      const seen: number[] = [];
      for (const worker of workers) for (let n = 0; n < 5; n += 1) seen.push(Number((await worker.next()).payload));
      t.same(
        seen.sort((a, b) => a - b),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      );
    });

    t.test(`${carrier}, ${name}: a client that lost its connection comes back by itself and goes on`, async (t) => {
      const running = await runBroker(t);
      const url = urlOf(running, carrier);
      const publisher = await connect(t, url, {
        ...options,
        ...lasting,
        clientId: 'again',
        clean: false,
        reconnectPeriod: 10,
      });
      const watcher = await connect(t, url, options);
      await watcher.mqtt.subscribeAsync('again/#', { qos: 2 });
      const seen = new Map<string, number>();
      const published = Array.from({ length: 60 }, async (_, n) => {
        if (n === 20 || n === 40) publisher.mqtt.stream.destroy();
        await publisher.mqtt.publishAsync('again/a', `${n}`, { qos: 2 });
      });
      for (let n = 0; n < 60; n += 1) {
        const { payload } = await watcher.next();
        seen.set(payload, (seen.get(payload) ?? 0) + 1);
      }
      await Promise.all(published);
      t.equal(seen.size, 60, 'each is there');
      t.ok(
        [...seen.values()].every((count) => count === 1),
        'and once',
      );
    });
  }

  t.test(`${carrier}, MQTT 5: properties, expiry, a delayed will, request and response`, async (t) => {
    const running = await runBroker(t);
    const url = urlOf(running, carrier);
    const server = await connect(t, url, { protocolVersion: 5 });
    await server.mqtt.subscribeAsync({ 'ask/#': { qos: 1 } }, { properties: { subscriptionIdentifier: 5 } } as never);
    const client = await connect(t, url, { protocolVersion: 5 });
    await client.mqtt.subscribeAsync('answers/me', { qos: 1 });
    const properties = {
      responseTopic: 'answers/me',
      correlationData: Buffer.from('17'),
      contentType: 'text/plain',
      messageExpiryInterval: 60,
      userProperties: { a: '1', b: ['2', '3'] },
    };
    await client.mqtt.publishAsync('ask/time', 'now?', { qos: 1, properties });
    const asked = await server.next();
    t.match(asked.packet.properties, { ...properties, messageExpiryInterval: Number });
    const { responseTopic = '', correlationData = Buffer.alloc(0) } = asked.packet.properties ?? {};
    await server.mqtt.publishAsync(responseTopic, 'soon', { qos: 1, properties: { correlationData } });
    t.match(await client.next(), { payload: 'soon', packet: { properties: { correlationData: Buffer.from('17') } } });
    const mortal = await connect(t, url, {
      protocolVersion: 5,
      clientId: 'mortal',
      clean: false,
      properties: { sessionExpiryInterval: 60 },
      will: { topic: 'ask/will', payload: Buffer.from('gone'), qos: 1, properties: { willDelayInterval: 1 } },
    });
    await vanish(mortal);
    t.match(await server.next(), { topic: 'ask/will', payload: 'gone' });
  });

  t.test(`${carrier}, MQTT 5: topic aliases that mqtt.js assigns by itself`, async (t) => {
    const running = await runBroker(t);
    const url = urlOf(running, carrier);
    const watcher = await connect(t, url, { protocolVersion: 5 });
    await watcher.mqtt.subscribeAsync('alias/#', { qos: 1 });
    const publisher = await connect(t, url, {
      protocolVersion: 5,
      autoUseTopicAlias: true,
      autoAssignTopicAlias: true,
    });
    for (let n = 0; n < 60; n += 1) {
      await publisher.mqtt.publishAsync(`alias/${n % 20}`, `${n}`, { qos: 1 });
      t.match(await watcher.next(), { topic: `alias/${n % 20}`, payload: `${n}` });
    }
  });
}
