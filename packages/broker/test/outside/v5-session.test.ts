// MQTT 5: how long a session lives, and when a will is sent, over every carrier. MQTT counts in seconds, so does this.
import t from 'tap';
import { RawClient, texts } from './raw-client.ts';
import { runBroker } from './running-broker.ts';
import { secondsPass } from './until.ts';
import { disconnect } from './wire.ts';

for (const carrier of ['tcp', 'ws'] as const) {
  t.test(`${carrier}: a session lives as long after its connection as CONNECT or DISCONNECT says`, async (t) => {
    const running = await runBroker(t);
    const come = async (clientId: string, sessionExpiryInterval?: number, clean = false) => {
      const client = await RawClient.open(t, running[carrier], 5);
      const properties = sessionExpiryInterval === undefined ? {} : { sessionExpiryInterval };
      const { sessionPresent } = await client.connect({ clientId, clean, properties });
      return { client, sessionPresent };
    };
    const isThere = async (clientId: string) => {
      const { client, sessionPresent } = await come(clientId, 60);
      await client.leave(0, { sessionExpiryInterval: 0 });
      return sessionPresent;
    };
    await (await come('none')).client.leave();
    await (await come('zero', 0)).client.leave();
    await (await come('lost')).client.vanish();
    await (await come('short', 1)).client.leave();
    await (await come('short lost', 1)).client.vanish();
    await (await come('long', 60)).client.leave();
    await (await come('ever', 0xffff_ffff)).client.vanish();
    await (await come('longer', 1)).client.leave(0, { sessionExpiryInterval: 60 });
    await (await come('shorter', 60)).client.leave(0, { sessionExpiryInterval: 1 });
    await (await come('ended', 60)).client.leave(0, { sessionExpiryInterval: 0 });
    await (await come('clean', 60, true)).client.leave();
    for (const clientId of ['none', 'zero', 'lost', 'ended'])
      t.notOk(await isThere(clientId), `${clientId} (§3.1.2.11.2)`);
    const soon = await come('clean', 60);
    t.ok(soon.sessionPresent, 'Clean Start begins a session that lives on (§3.1.2.4)');
    await secondsPass(1.5);
    for (const clientId of ['short', 'short lost', 'shorter']) {
      t.notOk(await isThere(clientId), `${clientId} [MQTT-3.1.2-23], [MQTT-3.14.2-2]`);
    }
    for (const clientId of ['long', 'ever', 'longer'])
      t.ok(await isThere(clientId), `${clientId}, without subscriptions`);
    t.notOk((await come('clean', 60, true)).sessionPresent, '[MQTT-3.2.2-2]');
  });

  t.test(
    `${carrier}: the longest session that the broker allows is told in CONNACK, and kept to (§3.2.2.3.2)`,
    async (t) => {
      const running = await runBroker(t, { limits: { sessionExpiryMaxSeconds: 1 } });
      const come = async (clientId: string, sessionExpiryInterval: number) => {
        const client = await RawClient.open(t, running[carrier], 5);
        return {
          client,
          connack: await client.connect({ clientId, clean: false, properties: { sessionExpiryInterval } }),
        };
      };
      const { client, connack } = await come('long', 1000);
      t.equal(connack.properties.sessionExpiryInterval, 1);
      t.notOk('sessionExpiryInterval' in (await come('short', 1)).connack.properties);
      await client.leave();
      await secondsPass(1.5);
      t.notOk((await come('long', 1000)).connack.sessionPresent);
    },
  );

  t.test(`${carrier}: a session is taken up by a client that speaks another version`, async (t) => {
    const running = await runBroker(t);
    const three = await RawClient.connect(t, running[carrier], 4, { clientId: 'both', clean: false });
    await three.subscribe('both/#', 2);
    await three.leave();
    const publisher = await RawClient.connect(t, running.tcp, 5);
    await publisher.publish({ topic: 'both/a', payload: 'one', qos: 2, properties: { contentType: 'text/plain' } });
    const five = await RawClient.open(t, running[carrier], 5);
    const properties = { sessionExpiryInterval: 60 };
    t.match(await five.connect({ clientId: 'both', clean: false, properties }), { sessionPresent: true });
    t.match(await five.receive(), { topic: 'both/a', properties: { contentType: 'text/plain' } });
    await five.leave();
    await publisher.publish({ topic: 'both/a', payload: 'two', qos: 1, properties: { contentType: 'text/plain' } });
    const again = await RawClient.open(t, running[carrier], 4);
    t.match(await again.connect({ clientId: 'both', clean: false }), { sessionPresent: true });
    t.match(await again.receive(), { topic: 'both/a', properties: {} });
  });

  t.test(`${carrier}: a will with a delay waits for it, and goes out as an ordinary PUBLISH`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 5);
    await watcher.subscribe('will/#', 1);
    const own = {
      contentType: 'text/plain',
      responseTopic: 'r',
      correlationData: Buffer.from([1]),
      userProperty: [['a', '1']] as const,
    };
    const will = { topic: 'will/late', payload: 'gone', qos: 1, properties: { willDelayInterval: 1, ...own } };
    const session = { clientId: 'late', clean: false, properties: { sessionExpiryInterval: 60 } };
    const client = await RawClient.connect(t, running[carrier], 5, { ...session, will });
    await client.vanish();
    await watcher.publish({ topic: 'will/marker', payload: 'end', qos: 1 });
    t.same(await watcher.receiveUntilEnd(), [], 'not at once [MQTT-3.1.3-9]');
    const late = await watcher.receive();
    t.match(late, { topic: 'will/late', qos: 1 });
    t.same(late.properties, own, 'Will Delay Interval is no property of PUBLISH (§3.1.3.2.2)');
  });

  t.test(`${carrier}: a client that is back within the delay has no will sent, and its next one counts`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 5);
    await watcher.subscribe('will/#', 1);
    const session = { clientId: 'back', clean: false, properties: { sessionExpiryInterval: 60 } };
    const will = (payload: string) => ({ topic: 'will/back', payload, qos: 1, properties: { willDelayInterval: 1 } });
    const first = await RawClient.connect(t, running[carrier], 5, { ...session, will: will('first') });
    await first.vanish();
    const second = await RawClient.connect(t, running[carrier], 5, { ...session, will: will('second') });
    await secondsPass(1.3);
    await second.ping();
    await second.vanish();
    t.equal((await watcher.receive()).payload.toString(), 'second', '[MQTT-3.1.3-9]');
  });

  t.test(`${carrier}: a will does not wait longer than its session lives (§3.1.3.2.2)`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 5);
    await watcher.subscribe('will/#', 1);
    const come = (name: string, sessionExpiryInterval: number) =>
      RawClient.connect(t, running[carrier], 5, {
        clientId: name,
        clean: false,
        properties: { sessionExpiryInterval },
        will: { topic: `will/${name}`, payload: name, qos: 1, properties: { willDelayInterval: 100 } },
      });
    await (await come('without', 0)).vanish();
    t.equal((await watcher.receive()).topic, 'will/without');
    await (await come('short', 1)).vanish();
    t.equal((await watcher.receive()).topic, 'will/short', 'sent when the session ends');
    await (await come('new', 60)).vanish();
    await RawClient.connect(t, running[carrier], 5, { clientId: 'new', clean: true });
    t.equal((await watcher.receive()).topic, 'will/new', 'Clean Start ends the session');
    await (await come('told', 60)).leave(4, { sessionExpiryInterval: 0 });
    t.equal((await watcher.receive()).topic, 'will/told', 'DISCONNECT ends the session');
  });

  t.test(`${carrier}: DISCONNECT 0x04 sends the will, 0x00 takes it away [MQTT-3.14.4-3]`, async (t) => {
    const running = await runBroker(t);
    const watcher = await RawClient.connect(t, running.tcp, 5);
    await watcher.subscribe('will/#', 1);
    const leaving = async (code: number) => {
      const will = { topic: 'will/code', payload: `${code}`, qos: 1 };
      const client = await RawClient.connect(t, running[carrier], 5, { will });
      client.send(disconnect(code, {}));
      await client.closed();
    };
    await leaving(0x00);
    for (const code of [0x04, 0x80, 0x97]) {
      await leaving(code);
      t.same(texts([await watcher.receive()]), [`${code}`]);
    }
  });
}
