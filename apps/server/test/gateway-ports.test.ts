import { openStore, type Store, type StoreParts } from '@ocpp-broker/store';
import t, { type Test } from 'tap';
import { busOf, registrationsOf, systemClock } from '../src/gateway-ports.ts';
import { openRooms } from './fixtures/rooms.ts';

function memoryStore(t: Test, parts: Partial<StoreParts> = {}): Store {
  const store = openStore({ path: ':memory:', ...parts });
  t.teardown(() => store.close());
  return store;
}

t.test('the clock calls back once, and not at all when it was told not to', async (t) => {
  const called: string[] = [];
  const cancel = systemClock.after(0, () => called.push('cancelled'));
  cancel();
  await new Promise<void>((resolve) => {
    systemClock.after(1, () => {
      called.push('kept');
      resolve();
    });
  });
  t.strictSame(called, ['kept']);
  t.ok(Math.abs(systemClock.now() - Date.now()) < 60_000, 'milliseconds since the epoch');
});

t.test('what is remembered of a charge point comes back as the gateway put it', async (t) => {
  const registrations = registrationsOf(memoryStore(t, { now: () => 5_000 }));
  t.equal(await registrations.get('CP1'), undefined);
  const whole = {
    status: 'Accepted',
    heartbeatIntervalMs: 300_000,
    version: '1.6',
    vendor: 'vendor1',
    model: 'model1',
    serialNumber: 'S1',
    firmwareVersion: 'F1',
    lastBootAt: 4_000,
    lastSeenAt: 4_500,
    connected: true,
    securityProfile: 3,
  } as const;
  registrations.put('CP1', whole);
  t.strictSame(await registrations.get('CP1'), whole);
});

t.test('a part that is put leaves the rest as it was, and is a sign of life', async (t) => {
  let now = 1_000;
  const registrations = registrationsOf(memoryStore(t, { now: () => now }));
  registrations.put('CP1', { status: 'Pending', vendor: 'vendor1', connected: true });
  now = 2_000;
  registrations.put('CP1', { connected: false });
  t.match(await registrations.get('CP1'), {
    status: 'Pending',
    vendor: 'vendor1',
    connected: false,
    lastSeenAt: 2_000,
  });
  registrations.put('CP1', { status: null, lastSeenAt: null });
  t.match(await registrations.get('CP1'), { status: null, vendor: 'vendor1', lastSeenAt: 2_000 });
});

t.test(
  'those that were connected are known after a restart, a version that nobody speaks any more is not',
  async (t) => {
    const store = memoryStore(t);
    const registrations = registrationsOf(store);
    registrations.put('CP1', { connected: true, version: '2.0.1' });
    registrations.put('CP2', { connected: true });
    registrations.put('CP2', { connected: false });
    store.registrations.put({ identity: 'CP3', connected: true, version: '1.5' });
    t.strictSame([...registrations.connectedIdentities()].sort(), ['CP1', 'CP3']);
    t.match(await registrations.get('CP1'), { version: '2.0.1' });
    t.match(await registrations.get('CP3'), { version: null });
  },
);

t.test('the bus tells when the broker has taken everything', async (t) => {
  const taken: ((error?: Error) => void)[] = [];
  const publish = (_message: unknown, done: (error?: Error) => void) => void taken.push(done);
  const bus = busOf({ publish, subscribe: async () => async () => {} });
  await bus.settled();
  const told: (Error | undefined)[] = [];
  const message = { topic: 'a', payload: '', qos: 1, retain: false } as const;
  for (let index = 0; index < 2; index += 1) bus.publish(message, (error) => told.push(error));
  let isSettled = false;
  const settled = bus.settled().then(() => {
    isSettled = true;
  });
  taken[0]?.();
  await Promise.resolve();
  t.equal(isSettled, false);
  taken[1]?.(new Error('broken'));
  await settled;
  t.match(told, [undefined, { message: 'broken' }]);
});

t.test('the bus carries a message from publish to subscribe, until it is let go of', async (t) => {
  const { broker } = await openRooms(t);
  const bus = busOf(broker);
  const heard: string[] = [];
  const correlations: unknown[] = [];
  const publish = (topic: string, payload: string, properties?: { readonly correlationData: Buffer }) =>
    new Promise<void>((resolve, reject) => {
      const message = { topic, payload, qos: 1, retain: false } as const;
      const done = (error?: Error) => (error ? reject(error) : resolve());
      bus.publish(properties === undefined ? message : { ...message, properties }, done);
    });
  const release = await bus.subscribe('bus/+', ({ topic, payload, properties }) => {
    heard.push(`${topic} ${payload.toString()}`);
    correlations.push(properties?.correlationData);
  });
  await publish('bus/a', 'one');
  await publish('other/a', 'two');
  t.strictSame(heard, ['bus/a one']);
  await publish('bus/a', 'two', { correlationData: Buffer.from([0, 255]) });
  t.strictSame(correlations.splice(0), [undefined, Buffer.from([0, 255])]);
  const asked = { topic: 'bus/a', payload: Buffer.from('4'), qos: 1, retain: false } as const;
  const properties = { responseTopic: 'answers/1', correlationData: Buffer.from('c'), messageExpiryInterval: 60 };
  let heardProperties: unknown;
  const releaseSecond = await bus.subscribe('bus/a', (message) => {
    heardProperties = message.properties;
  });
  await new Promise<void>((resolve) => broker.publish({ ...asked, properties }, () => resolve()));
  t.match(heardProperties, properties, 'what MQTT 5 says besides the message');
  await releaseSecond();
  heard.length = 1;
  await release();
  await publish('bus/a', 'three');
  t.strictSame(heard, ['bus/a one']);
});
