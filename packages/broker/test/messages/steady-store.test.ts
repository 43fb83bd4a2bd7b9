import { createMessageStore } from '@ocpp-broker/persistence';
import t from 'tap';
import type { MessageStore } from '../../src/index.ts';
import { SteadyStore } from '../../src/messages/steady-store.ts';
import { failingStore } from '../failing-store.ts';

const session = { clientId: 'one', username: null, createdAt: 0, expirySeconds: 60 };
const message = { topic: 'a', payload: Buffer.from('x'), qos: 1, retain: false } as const;
const delivery = { message, qos: 1, retain: false, identifiers: [] } as const;
const will = { topic: 'w', payload: Buffer.alloc(0), qos: 0, retain: false, delaySeconds: 0 } as const;
const subscription = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;

/** Every method that is called from sockets and timers, with what it answers when it fails. */
const attempts: Readonly<Record<string, readonly [(store: MessageStore) => unknown, unknown]>> = {
  openSession: [(store) => store.openSession(session), undefined],
  sessionDisconnected: [(store) => store.sessionDisconnected('one', 0, 60), undefined],
  endSession: [(store) => store.endSession('one'), undefined],
  putSubscription: [(store) => store.putSubscription('one', 'a', subscription), undefined],
  deleteSubscription: [(store) => store.deleteSubscription('one', 'a'), undefined],
  enqueue: [(store) => store.enqueue('one', delivery), 'queued_messages'],
  read: [(store) => store.read('one', 0, 10), []],
  sent: [(store) => store.sent(1, 1), undefined],
  released: [(store) => store.released(1), undefined],
  done: [(store) => store.done('one', 1), undefined],
  queued: [(store) => store.queued('one'), { messages: 0, bytes: 0 }],
  inbound: [(store) => store.inbound('one'), []],
  putInbound: [(store) => store.putInbound('one', 1), undefined],
  deleteInbound: [(store) => store.deleteInbound('one', 1), undefined],
  putRetained: [(store) => store.putRetained(message), undefined],
  retainedTopics: [(store) => store.retainedTopics('#'), []],
  retained: [(store) => store.retained('a'), undefined],
  putWill: [(store) => store.putWill('one', will), undefined],
  deleteWill: [(store) => store.deleteWill('one'), undefined],
};

t.test('what the store can do, it does', async (t) => {
  const store = new SteadyStore(createMessageStore({ path: ':memory:' }), (error) => t.fail(error.message));
  for (const [attempt] of Object.values(attempts)) attempt(store);
  t.same(store.load(), []);
  t.same(store.wills(), []);
  store.openSession(session);
  store.putSubscription('one', 'a', subscription);
  const seq = store.enqueue('one', delivery);
  t.type(seq, 'number');
  t.match(store.read('one', 0, 10), [{ seq, qos: 1, message: { topic: 'a' } }]);
  store.putInbound('one', 7);
  t.same(store.inbound('one'), [7]);
  t.equal(store.queued('one').messages, 1);
  t.match(store.stats(), { sessions: 1, queuedMessages: 1 });
  await new Promise<void>((resolve, reject) => store.afterCommit((error) => (error ? reject(error) : resolve())));
});

for (const [name, [attempt, answer]] of Object.entries(attempts)) {
  t.test(`when ${name} fails, nothing is thrown, and whoever waits for the commit is told`, async (t) => {
    const { store: inner, breakMethod, mend } = failingStore();
    const failures: string[] = [];
    const store = new SteadyStore(inner, ({ message }) => failures.push(message));
    breakMethod(name as keyof MessageStore);
    t.same(attempt(store), answer);
    attempt(store);
    t.same(failures, ['database is gone'], 'once in a turn');
    const told: unknown[] = [];
    store.afterCommit((error) => told.push(error?.message));
    await new Promise((resolve) => setImmediate(resolve));
    t.same(told, ['database is gone']);
    mend();
    const after = await new Promise((resolve) => store.afterCommit(resolve));
    t.equal(after, undefined, 'the next turn is not concerned');
    breakMethod(name as keyof MessageStore);
    attempt(store);
    t.equal(failures.length, 2);
  });
}

t.test('a broker whose sessions or wills cannot be read does not start', async (t) => {
  const { store: inner, breakMethod } = failingStore();
  const store = new SteadyStore(inner, () => undefined);
  breakMethod('load');
  breakMethod('wills');
  t.throws(() => store.load(), { message: 'database is gone' });
  t.throws(() => store.wills(), { message: 'database is gone' });
});

t.test('what is no error is told as one', async (t) => {
  const inner = {
    ...failingStore().store,
    done: () => {
      throw 'text';
    },
  } as unknown as MessageStore;
  const failures: Error[] = [];
  new SteadyStore(inner, (error) => failures.push(error)).done('one', 1);
  t.match(failures, [{ message: 'text' }]);
});
