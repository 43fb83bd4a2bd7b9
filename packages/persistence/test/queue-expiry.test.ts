import t from 'tap';
import { begin, delivery, open, payloads } from './fixture/open.ts';

t.test('an expired message is dropped on its way and told, unless it is on its way already', async (t) => {
  let now = 1_000;
  const { store, drops } = open(t, { now: () => now });
  begin(store, 'c');
  const sent = Number(store.enqueue('c', delivery('a', 'sent', { expiresAt: 2_000 })));
  store.enqueue('c', delivery('a', 'late', { expiresAt: 2_000 }));
  store.enqueue('c', delivery('a', 'in time', { expiresAt: 2_001 }));
  store.enqueue('c', delivery('a', 'for ever'));
  store.sent(sent, 1);
  now = 2_000;
  t.strictSame(payloads(store, 'c'), ['sent', 'in time', 'for ever']);
  t.strictSame(drops, [{ clientId: 'c', topic: 'a', reason: 'expired' }]);
  t.equal(store.queued('c').messages, 3);
  t.equal(store.enqueue('c', delivery('a', 'too late', { expiresAt: 2_000 })), 'expired');
  t.equal(drops.length, 1, 'a return value is told once');
});

t.test('as many as asked for are read although many have expired', async (t) => {
  let now = 0;
  const { store, drops } = open(t, { now: () => now });
  begin(store, 'c');
  for (let n = 0; n < 20; n++) store.enqueue('c', delivery('a', `${n}`, n % 5 === 4 ? {} : { expiresAt: 10 }));
  now = 10;
  const texts = store.read('c', 0, 3).map((one) => one.message.payload.toString());
  t.strictSame(texts, ['4', '9', '14']);
  t.equal(drops.length, 12);
});

t.test('messages that have expired make room in their session before a new one is refused', async (t) => {
  let now = 0;
  const { store, drops } = open(t, { now: () => now, limits: { queuedMessagesPerSessionMax: 2 } });
  begin(store, 'c');
  store.enqueue('c', delivery('a', '1', { expiresAt: 10 }));
  store.enqueue('c', delivery('a', '2', { expiresAt: 20 }));
  for (now = 1; now < 10; now++) t.equal(store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  t.type(store.enqueue('c', delivery('a', '3')), 'number');
  t.strictSame(drops, [{ clientId: 'c', topic: 'a', reason: 'expired' }]);
  t.equal(store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  now = 20;
  t.type(store.enqueue('c', delivery('a', '4')), 'number');
  t.strictSame(payloads(store, 'c'), ['3', '4']);
});

t.test('a message that came after a search in vain makes room as well, once it has expired', async (t) => {
  let now = 0;
  const { store } = open(t, { now: () => now, limits: { queuedMessagesPerSessionMax: 1 } });
  begin(store, 'c');
  const first = Number(store.enqueue('c', delivery('a', 'for ever')));
  t.equal(store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  store.done('c', first);
  store.enqueue('c', delivery('a', 'short', { expiresAt: 10 }));
  now = 10;
  t.type(store.enqueue('c', delivery('a', 'next')), 'number');
});

t.test('messages that have expired in any session make room in the store', async (t) => {
  let now = 0;
  const { store, drops } = open(t, { now: () => now, limits: { queuedBytesMax: 30 } });
  begin(store, 'a', 'b', 'c');
  store.enqueue('a', delivery('t', 'x'.repeat(9), { expiresAt: 10 }));
  store.enqueue('b', delivery('t', 'x'.repeat(9), { expiresAt: 20 }));
  store.enqueue('b', delivery('t', 'x'.repeat(9)));
  t.equal(store.enqueue('c', delivery('t')), 'queued_bytes_total');
  now = 10;
  t.type(store.enqueue('c', delivery('t', 'x'.repeat(9))), 'number');
  t.strictSame(drops, [{ clientId: 'a', topic: 't', reason: 'expired' }]);
  t.equal(store.enqueue('c', delivery('t')), 'queued_bytes_total');
  now = 20;
  t.type(store.enqueue('c', delivery('t')), 'number');
  t.equal(drops.length, 2);
});

t.test('a message that waited longer than the limit on age is dropped, whatever it says itself', async (t) => {
  let now = 1_000;
  const { store, drops } = open(t, { now: () => now, limits: { queuedAgeMaxMs: 100, queuedMessagesPerSessionMax: 3 } });
  begin(store, 'c', 'd');
  const sent = Number(store.enqueue('c', delivery('a', 'sent')));
  store.sent(sent, 1);
  store.enqueue('c', delivery('a', 'old', { expiresAt: 9_000 }));
  now = 1_050;
  store.enqueue('c', delivery('a', 'young'));
  t.equal(store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  now = 1_099;
  t.equal(store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  now = 1_100;
  t.type(store.enqueue('c', delivery('a', 'new')), 'number', 'it makes room');
  t.strictSame(payloads(store, 'c'), ['sent', 'young', 'new']);
  now = 1_150;
  t.strictSame(payloads(store, 'c'), ['sent', 'new']);
  t.equal(drops.length, 2);
});

t.test('a limit on age that is set later holds for what waits already, also after a restart', async (t) => {
  let now = 1_000;
  const first = open(t, { now: () => now, limits: { queuedMessagesPerSessionMax: 1 } });
  begin(first.store, 'c');
  first.store.enqueue('c', delivery('a', 'old'));
  t.equal(first.store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  await first.store.destroy();
  now = 2_000;
  const limits = { queuedMessagesPerSessionMax: 1 };
  const { store } = open(t, { now: () => now, limits, path: first.path });
  t.equal(store.enqueue('c', delivery('a', 'no')), 'queued_messages');
  store.reconfigure({ queuedAgeMaxMs: 1_000 });
  t.type(store.enqueue('c', delivery('a', 'new')), 'number');
  t.strictSame(payloads(store, 'c'), ['new']);
});
