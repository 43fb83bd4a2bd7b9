import type { SubscriptionOptions } from '@ocpp-broker/mqtt';
import Database from 'better-sqlite3';
import t from 'tap';
import { migrations } from '../src/migrations.ts';
import { begin, committed, delivery, open, payloads, temporaryPath } from './fixture/open.ts';

const NEVER = 0xffff_ffff;

t.test('sessions with their subscriptions are there after a restart, by whatever name', async (t) => {
  const first = open(t, { now: () => 5_000 });
  const all: SubscriptionOptions = {
    qos: 2,
    noLocal: true,
    retainAsPublished: true,
    retainHandling: 2,
    identifier: 268_435_455,
  };
  const plain = { qos: 0, noLocal: false, retainAsPublished: false, retainHandling: 0, identifier: undefined } as const;
  const started = { clientId: '__proto__', username: 'u', createdAt: 1_000, expirySeconds: NEVER };
  first.store.openSession(started);
  first.store.putSubscription('__proto__', '$share/g/a/+', all);
  first.store.putSubscription('__proto__', 'b', all);
  first.store.putSubscription('__proto__', 'b', plain);
  first.store.putSubscription('__proto__', 'gone', plain);
  first.store.deleteSubscription('__proto__', 'gone');
  begin(first.store, 'constructor');
  first.store.sessionDisconnected('__proto__', 2_000, 60);
  await first.store.destroy();

  const sessions = open(t, { now: () => 6_000, path: first.path }).store.load();
  const found = sessions.find((one) => one.clientId === '__proto__');
  t.match(found, { ...started, disconnectedAt: 2_000, expirySeconds: 60 });
  t.strictSame(
    [...(found?.subscriptions ?? [])],
    [
      ['$share/g/a/+', all],
      ['b', plain],
    ],
  );
  t.equal(sessions.length, 2);
});

t.test(
  'a session expires while the process is away; one whose process was killed counts from the next start',
  async (t) => {
    let now = 10_000;
    const first = open(t, { now: () => now });
    const start = (clientId: string, expirySeconds: number) =>
      first.store.openSession({ clientId, username: null, createdAt: 1, expirySeconds });
    for (const [clientId, seconds] of [
      ['over', 10],
      ['last second', 11],
      ['never', NEVER],
    ] as const) {
      start(clientId, seconds);
      first.store.sessionDisconnected(clientId, now, seconds);
      first.store.enqueue(clientId, delivery('a', clientId));
      first.store.putInbound(clientId, 1);
    }
    start('connected', 10);
    start('ends with its connection', 0);
    await first.store.destroy();

    now = 20_000;
    const second = open(t, { now: () => now, path: first.path });
    const names = (store: typeof first.store) => store.load().map((one) => one.clientId);
    t.strictSame(names(second.store), ['last second', 'never', 'connected']);
    t.strictSame(payloads(second.store, 'over'), []);
    t.strictSame(payloads(second.store, 'never'), ['never']);
    t.match(second.store.stats(), { sessions: 3, queuedMessages: 2 });
    await second.store.destroy();

    now = 29_999;
    const third = open(t, { now: () => now, path: first.path });
    const [never, connected] = third.store.load();
    t.match(never, { clientId: 'never' });
    t.match(connected, { clientId: 'connected', disconnectedAt: 20_000 }, 'stored at the second start');
    await third.store.destroy();
    now = 30_000;
    const fourth = open(t, { now: () => now, path: first.path });
    t.strictSame(names(fourth.store), ['never']);
    await fourth.store.destroy();
    now = 30_000 + NEVER * 1_000;
    t.strictSame(names(open(t, { now: () => now, path: first.path }).store), ['never']);
  },
);

t.test('a client that comes back keeps beginning, owner, subscriptions and queue of its session', async (t) => {
  const { store, path } = open(t);
  store.openSession({ clientId: 'c', username: 'first', createdAt: 1, expirySeconds: 60 });
  store.enqueue('c', delivery('a', 'kept'));
  store.sessionDisconnected('c', 50, 60);
  store.openSession({ clientId: 'c', username: 'second', createdAt: 99, expirySeconds: NEVER });
  await committed(store);
  t.strictSame(payloads(store, 'c'), ['kept']);
  await store.destroy();
  const again = open(t, { path, now: () => 77 });
  t.match(again.store.load(), [
    { clientId: 'c', username: 'first', createdAt: 1, expirySeconds: NEVER, disconnectedAt: 77 },
  ]);
});

t.test(
  "ending a session removes all that is its own and nobody else's, and the next of its name has nothing",
  async (t) => {
    const first = open(t);
    const options = { qos: 1, noLocal: false, retainAsPublished: false, retainHandling: 0 } as const;
    begin(first.store, 'gone', 'stays');
    for (const clientId of ['gone', 'stays']) {
      first.store.putSubscription(clientId, 'a', options);
      first.store.enqueue(clientId, delivery('a', clientId));
      first.store.putInbound(clientId, 5);
    }
    first.store.endSession('gone');
    begin(first.store, 'gone');
    const check = ({ store }: typeof first) => {
      t.strictSame(payloads(store, 'gone'), []);
      t.strictSame(store.inbound('gone'), []);
      t.strictSame(payloads(store, 'stays'), ['stays']);
      t.strictSame(store.inbound('stays'), [5]);
    };
    check(first);
    await first.store.destroy();
    const again = open(t, { path: first.path });
    const sizes = again.store.load().map(({ clientId, subscriptions }) => [clientId, subscriptions.size]);
    t.strictSame(
      new Map(sizes as [string, number][]),
      new Map([
        ['gone', 0],
        ['stays', 1],
      ]),
    );
    check(again);
  },
);

t.test('a file of the first schema is read: its sessions never expire and belong to nobody', async (t) => {
  const path = temporaryPath(t);
  const old = new Database(path);
  old.exec(migrations[0] ?? '');
  old.exec(`
    INSERT INTO session VALUES (3, 'c', 1000);
    INSERT INTO subscription VALUES (3, 'a/+', 1, NULL, NULL, NULL, 7), (3, 'b', 2, 1, 1, 1, NULL);
    INSERT INTO queued VALUES
      (8, 3, NULL, 4, 'b:1', 1, 5, 1, NULL, 'a/b', x'0b07260161013126016201322601610133', 'text'),
      (9, 3, 12, 5, 'b:2', 1, 5, 6, NULL, 'a/c', NULL, x'ff00'),
      (10, 3, 13, NULL, NULL, 1, 0, 8, NULL, '', NULL, NULL);
    INSERT INTO inbound VALUES (3, 77, 1, 'b', 1, 2, NULL, 'a', NULL, 'x');
    INSERT INTO retained VALUES ('r', 1, 'b', 5, 5, NULL, x'030178', 'kept', '{"id":"b"}');
    INSERT INTO will VALUES ('c', 'b', 5, 'w', x'18050203', 'bye');
  `);
  old.pragma('user_version = 1');
  old.close();

  const { store } = open(t, { path, now: () => 2_000 });
  const [session] = store.load();
  t.match(session, { clientId: 'c', username: null, createdAt: 1_000, expirySeconds: NEVER, disconnectedAt: 2_000 });
  const plain = { noLocal: false, retainAsPublished: false, retainHandling: 0 };
  t.match(session?.subscriptions.get('a/+'), { qos: 1, ...plain, identifier: 7 });
  t.match(session?.subscriptions.get('b'), { qos: 2, noLocal: true, retainAsPublished: true, retainHandling: 1 });
  const userProperties = [
    ['a', '1'],
    ['b', '2'],
    ['a', '3'],
  ];
  t.match(store.read('c', 0, 10), [
    { seq: 8, messageId: undefined, message: { payload: Buffer.from('text'), properties: { userProperties } }, qos: 1 },
    { seq: 9, messageId: 12, message: { payload: Buffer.from([0xff, 0]), retain: true }, qos: 2, retain: true },
    { seq: 10, messageId: 13, isReleased: true },
  ]);
  t.strictSame(store.read('c', 0, 1)[0]?.identifiers, [7]);
  t.strictSame(store.inbound('c'), [77]);
  t.match(store.retained('r'), {
    payload: Buffer.from('kept'),
    qos: 1,
    retain: true,
    properties: { contentType: 'x' },
  });
  t.match(store.wills(), [
    { clientId: 'c', will: { topic: 'w', payload: Buffer.from('bye'), delaySeconds: 5, expirySeconds: 3 } },
  ]);
  t.match(store.stats(), { sessions: 1, queuedMessages: 3, queuedBytes: 10, retainedMessages: 1, wills: 1 });
});
