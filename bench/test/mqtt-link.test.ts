import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { MqttLink, type MqttLinkOptions } from '../src/mqtt-link.ts';
import { preparePublish, text } from '../src/mqtt-wire.ts';
import { openBroker } from './test-broker.ts';

const unexpected = (error: Error) => {
  throw error;
};

const linkOptions = (port: number, more: Partial<MqttLinkOptions> = {}): MqttLinkOptions => ({
  port,
  version: 4,
  clientId: 'link',
  login: undefined,
  onPublish: () => {},
  onFailed: unexpected,
  ...more,
});

t.test('messages go to and come from another client, in both versions and with each QoS', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const other = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { reconnectPeriod: 0 });
  t.teardown(() => other.endAsync());
  await other.subscribeAsync('to/other', { qos: 1 });
  for (const version of [4, 5] as const) {
    for (const qos of [0, 1] as const) {
      const received = Promise.withResolvers<string>();
      const link = await MqttLink.open(
        linkOptions(broker.port, {
          version,
          onPublish: ({ topic, payload, qos }) => received.resolve(`${topic} ${payload} ${qos}`),
        }),
      );
      await link.subscribe('to/link/+', qos);
      await other.publishAsync('to/link/1', 'hello', { qos });
      t.equal(await received.promise, `to/link/1 hello ${qos}`);
      const arrived = new Promise<readonly [string, string]>((resolve) =>
        other.once('message', (topic, payload) => resolve([topic, payload.toString()])),
      );
      link.publish(text('to/other'), 'answer', qos);
      t.same(await arrived, ['to/other', 'answer']);
      await link.close();
    }
  }
});

t.test('more publishes of QoS 1 than may be unacknowledged wait for each other, and all arrive in order', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const count = 2_500;
  const all = Promise.withResolvers<readonly string[]>();
  const payloads: string[] = [];
  let onMore: (payload: string) => void = () => {};
  const onPublish = ({ payload }: { readonly payload: Buffer }) => {
    payloads.push(payload.toString());
    if (payloads.length === count) all.resolve(payloads.slice());
    else if (payloads.length > count) onMore(payload.toString());
  };
  const link = await MqttLink.open(linkOptions(broker.port, { onPublish }));
  t.teardown(() => link.close());
  await link.subscribe('many', 1);
  const topic = text('many');
  const sent = Array.from({ length: count }, (_, index) => String(index));
  for (const payload of sent) link.publish(topic, payload, 1);
  t.same(await all.promise, sent);

  const more = Promise.withResolvers<string>();
  onMore = more.resolve;
  link.publish(topic, 'one more', 1);
  t.equal(await more.promise, 'one more', 'as many may be under way again');
});

t.test('more publishes than may wait are a failure', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const failed = Promise.withResolvers<Error>();
  const link = await MqttLink.open(linkOptions(broker.port, { onFailed: failed.resolve }));
  const topic = text('many');
  for (let index = 0; index < 21_001; index += 1) link.publish(topic, '', 1);
  t.match(await failed.promise, /acknowledges nothing/);
});

t.test('a login that is refused rejects, one that is right connects', async (t) => {
  const broker = await openBroker('right');
  t.teardown(() => broker.close());
  const withPassword = (password: string) =>
    MqttLink.open(linkOptions(broker.port, { login: { username: 'u', password }, onFailed: () => {} }));
  await t.rejects(withPassword('wrong'), /answered CONNECT with/);
  const link = await withPassword('right');
  await link.close();
});

t.test('a broker that answers nothing, and one that does not close, are waited for no longer than asked', async (t) => {
  const accepted: Socket[] = [];
  // It takes every CONNECT that is not of the mute version, and never closes.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    socket.on('data', (bytes) => {
      if (bytes[8] === 5) socket.write(Buffer.from([0x20, 3, 0, 0, 0]));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.teardown(() => {
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const options = linkOptions(port, { answerTimeMaxMs: 200, onFailed: () => {} });
  await t.rejects(MqttLink.open({ ...options, version: 4 }), /does not answer/);
  const link = await MqttLink.open({ ...options, version: 5 });
  await link.close();
  t.pass('closed');
});

t.test('a subscription that is refused rejects', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  broker.aedes.authorizeSubscribe = (_client, _subscription, done) => done(null, null);
  const link = await MqttLink.open(linkOptions(broker.port));
  t.teardown(() => link.close());
  await t.rejects(link.subscribe('secret', 1), /answered SUBSCRIBE to secret with 128/);
});

t.test('a connection that is lost is told once', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const failures: Error[] = [];
  const failed = Promise.withResolvers<void>();
  const onFailed = (error: Error) => {
    failures.push(error);
    failed.resolve();
  };
  const link = await MqttLink.open(linkOptions(broker.port, { onFailed }));
  broker.dropClients();
  await failed.promise;
  await link.close();
  t.equal(failures.length, 1);
});

t.test('bytes that are there already are sent again and again, each time under an id of its own', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const payloads: string[] = [];
  const all = Promise.withResolvers<void>();
  const ids = new Set<number | undefined>();
  broker.aedes.authorizePublish = (_, packet, done) => {
    ids.add((packet as { readonly messageId?: number }).messageId);
    done(null);
  };
  const link = await MqttLink.open(
    linkOptions(broker.port, {
      version: 5,
      onPublish: ({ payload }) => {
        if (payloads.push(payload.toString()) === 3) all.resolve();
        else again();
      },
    }),
  );
  t.teardown(() => link.close());
  const publish = preparePublish(5, text('to/link'), 'trip 0', 1);
  const again = () => {
    publish.bytes.write(String(payloads.length), publish.payloadAt + 5);
    link.send(publish);
  };
  await link.subscribe('to/link', 1);
  again();
  await all.promise;
  t.same(payloads, ['trip 0', 'trip 1', 'trip 2']);
  t.equal(ids.size, 3);
});

t.test('a frozen link takes nothing any more, and can be abandoned', async (t) => {
  const broker = await openBroker();
  t.teardown(() => broker.close());
  const frozen = await MqttLink.open(linkOptions(broker.port, { onPublish: () => t.fail('it took something') }));
  await frozen.subscribe('to/all', 0);
  frozen.freeze();
  const arrived = Promise.withResolvers<void>();
  const other = await MqttLink.open(
    linkOptions(broker.port, { clientId: 'other', onPublish: () => arrived.resolve() }),
  );
  t.teardown(() => other.close());
  await other.subscribe('to/all', 0);
  other.publish(text('to/all'), 'x', 0);
  await arrived.promise;
  const gone = new Promise<void>((resolve) => broker.aedes.once('clientDisconnect', () => resolve()));
  frozen.abandon();
  await gone;
  t.pass('the broker has heard of it');
});
