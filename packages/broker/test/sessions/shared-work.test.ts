import { createMessageStore } from '@ocpp-broker/persistence';
import t from 'tap';
import { publish, startBroker, type Teardown, type TestBroker, topicGuard } from '../harness.ts';
import { RawClient, texts } from '../outside/raw-client.ts';
import { until } from '../outside/until.ts';

const stored = { clean: false, properties: { sessionExpiryInterval: 600 } };

async function worker(
  t: Teardown,
  { tcp }: TestBroker,
  clientId: string,
  wish: { stored?: boolean; qos?: 0 | 1 | 2; deaf?: boolean; filter?: string } = {},
): Promise<RawClient> {
  const client = await RawClient.connect(t, tcp, 5, { clientId, ...(wish.stored ? stored : {}) });
  client.acknowledges = wish.deaf !== true;
  await client.subscribe(wish.filter ?? '$share/g/job', wish.qos ?? 2);
  return client;
}

async function jobs(broker: TestBroker['broker'], count: number, qos: 0 | 1 | 2): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => `${at}`);
  await Promise.all(names.map((payload) => publish(broker, { topic: 'job', payload, qos })));
  return names;
}

const had = (...clients: readonly RawClient[]) =>
  clients.flatMap(({ received }) => texts(received.flatMap((packet) => (packet.kind === 'publish' ? [packet] : []))));

for (const isStored of [false, true]) {
  const kind = isStored ? 'stored' : 'clean';

  t.test(`what a ${kind} worker that dies has not acknowledged at QoS 1 goes to another`, async (t) => {
    const test = await startBroker(t);
    const dying = await worker(t, test, 'dying', { stored: isStored, deaf: true });
    const names = await jobs(test.broker, 20, 1);
    await until(() => had(dying).length === 20, 'it has them all');
    const other = await worker(t, test, 'other');
    t.same(had(other), []);
    await dying.vanish();
    await until(() => had(other).length === 20, 'the other has them');
    t.same(had(other), names, 'in order');
    await until(() => test.broker.stats().store.queuedMessages === 0, 'nothing is left');
    if (!isStored) return;
    const back = await RawClient.connect(t, test.tcp, 5, { clientId: 'dying', ...stored });
    await back.ping();
    t.same(had(back), [], 'not to both');
  });

  t.test(`of QoS 2, what was sent to a ${kind} worker stays with it, and the rest goes to another`, async (t) => {
    const test = await startBroker(t);
    const { tcp, broker } = test;
    const dying = await RawClient.connect(t, tcp, 5, {
      clientId: 'dying',
      clean: !isStored,
      properties: { receiveMaximum: 3, sessionExpiryInterval: isStored ? 600 : 0 },
    });
    dying.acknowledges = false;
    await dying.subscribe('$share/g/job', 2);
    await jobs(broker, 10, 2);
    await until(() => had(dying).length === 3, 'it has as many as it takes');
    const other = await worker(t, test, 'other');
    await dying.vanish();
    await until(() => had(other).length === 7, 'the other has the rest');
    t.same(had(other), ['3', '4', '5', '6', '7', '8', '9']);
    if (!isStored) return;
    const back = await RawClient.connect(t, tcp, 5, { clientId: 'dying', ...stored });
    await until(() => had(back).length === 3, 'it has its own again');
    t.same(had(back), ['0', '1', '2']);
  });
}

t.test('500 messages that wait for a worker that is away are handed over to one that comes', async (t) => {
  const test = await startBroker(t);
  await (await worker(t, test, 'away', { stored: true })).leave();
  const names = await jobs(test.broker, 500, 1);
  t.equal(test.broker.stats().store.queuedMessages, 500);
  const other = await worker(t, test, 'other');
  await until(() => had(other).length === 500, 'the other has them');
  t.same(had(other), names);
  await until(() => test.broker.stats().store.queuedMessages === 0, 'nothing is left');
});

t.test('500 messages are handed over to a stored worker that was away too, when it is back first', async (t) => {
  const test = await startBroker(t);
  for (const clientId of ['one', 'two']) await (await worker(t, test, clientId, { stored: true })).leave();
  await jobs(test.broker, 500, 1);
  const back = await RawClient.connect(t, test.tcp, 5, { clientId: 'two', ...stored });
  await until(() => new Set(had(back)).size === 500, 'it has them all');
  await until(() => test.broker.stats().store.queuedMessages === 0, 'nothing is left');
  t.equal(had(back).length, 500, 'each once');
});

t.test('a worker that is back in the middle has the rest itself, and nothing comes to both', async (t) => {
  let accept = () => {};
  const authenticator = {
    authenticate: async ({ clientId }: { clientId: string }) => {
      if (clientId === 'away' && isHeld)
        await new Promise<void>((resolve) => {
          accept = resolve;
        });
      return { outcome: 'accepted', superuser: false } as const;
    },
  };
  let isHeld = false;
  const test = await startBroker(t, { authenticator });
  await (await worker(t, test, 'away', { stored: true })).leave();
  await jobs(test.broker, 9000, 1);
  isHeld = true;
  const back = await RawClient.open(t, test.tcp, 5);
  const answer = back.connect({ clientId: 'away', ...stored });
  const other = await worker(t, test, 'other', { qos: 1 });
  await other.receive();
  accept();
  t.ok((await answer).sessionPresent);
  await until(() => test.broker.stats().store.queuedMessages === 0, 'nothing is left');
  await until(() => had(other, back).length === 9000, 'they have them all');
  t.equal(new Set(had(other, back)).size, 9000);
  t.ok(had(back).length > 0, 'it was in time');
});

t.test('when the session of a worker that is away ends, another that is away has what waited', async (t) => {
  const test = await startBroker(t);
  await (await worker(t, test, 'ending', { stored: true })).leave();
  const names = await jobs(test.broker, 300, 1);
  await (await worker(t, test, 'staying', { stored: true, filter: 'nothing' })).leave();
  const staying = await RawClient.connect(t, test.tcp, 5, { clientId: 'staying', ...stored });
  staying.acknowledges = false;
  test.broker.endSession('ending');
  t.equal(test.broker.stats().store.queuedMessages, 0, 'it is no member, so they are gone');
  await staying.leave();
  await (await worker(t, test, 'ending', { stored: true })).leave();
  await (await worker(t, test, 'staying', { stored: true, deaf: true })).leave();
  await jobs(test.broker, 300, 1);
  test.broker.endSession('ending');
  t.equal(test.broker.stats().store.queuedMessages, 300);
  const back = await RawClient.connect(t, test.tcp, 5, { clientId: 'staying', ...stored });
  await until(() => had(back).length === 300, 'it has them all');
  t.same(had(back).toSorted(), names.toSorted());
});

t.test('QoS 0 goes to a worker that is connected, and to none when there is none', async (t) => {
  const test = await startBroker(t);
  await (await worker(t, test, 'away', { stored: true })).leave();
  await jobs(test.broker, 5, 0);
  const [one, two] = [await worker(t, test, 'one'), await worker(t, test, 'two')];
  await jobs(test.broker, 10, 0);
  await until(() => had(one, two).length === 10, 'they have them');
  t.equal(had(one).length, 5);
  t.equal(test.broker.stats().store.queuedMessages, 0);
});

t.test('a group is its name and its filter: two filters of one name are two groups, one twice is one', async (t) => {
  const test = await startBroker(t);
  const client = await worker(t, test, 'one', { qos: 0 });
  await client.subscribe('$share/g/job', 1);
  t.equal(test.broker.subscriptions('one')?.length, 1);
  await jobs(test.broker, 3, 1);
  await until(() => had(client).length === 3, 'each once');
  await client.subscribe('$share/g/+', 1);
  await jobs(test.broker, 3, 1);
  await until(() => had(client).length === 9, 'each once for each group');
  await client.ping();
  t.equal(had(client).length, 9);
});

t.test('a shared subscription beside an ordinary one brings a message of its own', async (t) => {
  const test = await startBroker(t);
  const client = await worker(t, test, 'one');
  await client.subscribe('job', 1);
  await jobs(test.broker, 2, 1);
  await until(() => had(client).length === 4, 'both have come');
});

t.test('what the queue of the other has no room for is dropped, and told', async (t) => {
  const store = createMessageStore({ path: ':memory:', limits: { queuedMessagesPerSessionMax: 10 } });
  const test = await startBroker(t, { store, topicGuard });
  for (const clientId of ['full', 'ending']) await (await worker(t, test, clientId, { stored: true })).leave();
  await jobs(test.broker, 20, 1);
  t.equal(test.broker.stats().store.queuedMessages, 20);
  test.broker.endSession('ending');
  t.equal(test.broker.stats().store.queuedMessages, 10);
  t.equal(test.events.filter(({ kind }) => kind === 'message-dropped').length, 10);
});
