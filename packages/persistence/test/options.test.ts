import t from 'tap';
import { defaultLimits } from '../src/index.ts';
import { begin, delivery, message, open, payloads } from './fixture/open.ts';

t.test('every limit has a default that is a whole number; only the age has none', async (t) => {
  for (const [name, limit] of Object.entries(defaultLimits)) {
    t.ok(Number.isSafeInteger(limit) && (limit > 0 || name === 'queuedAgeMaxMs'), name);
  }
  t.throws(() => Object.assign(defaultLimits, { queuedBytesMax: 1 }), TypeError);
});

t.test('a session keeps the messages that fit its number: the newest is refused', async (t) => {
  const { store } = open(t, { limits: { queuedMessagesPerSessionMax: 2 } });
  begin(store, 'c', 'd');
  const results = ['1', '2', '3'].map((text) => store.enqueue('c', delivery('a', text)));
  t.equal(results[2], 'queued_messages');
  t.strictSame(payloads(store, 'c'), ['1', '2']);
  t.type(store.enqueue('d', delivery('a')), 'number', 'another session has room of its own');
  store.done('c', Number(results[0]));
  t.type(store.enqueue('c', delivery('a', '4')), 'number', 'what was delivered makes room');
  t.strictSame(payloads(store, 'c'), ['2', '4']);
});

t.test('a session keeps the messages that fit its bytes', async (t) => {
  const { store } = open(t, { limits: { queuedBytesPerSessionMax: 25 } });
  begin(store, 'c');
  for (let n = 0; n < 2; n++) t.type(store.enqueue('c', delivery('t', 'x'.repeat(9))), 'number');
  t.equal(store.enqueue('c', delivery('t', 'x'.repeat(9))), 'queued_bytes');
  t.type(store.enqueue('c', delivery('t', 'four')), 'number', 'a smaller one still fits, to the last byte');
  t.strictSame(store.queued('c'), { messages: 3, bytes: 25 });
  t.equal(store.enqueue('c', delivery('t', '')), 'queued_bytes');
});

t.test('all sessions together keep the bytes that fit the store', async (t) => {
  const { store } = open(t, { limits: { queuedBytesMax: 20 } });
  begin(store, 'a', 'b', 'c');
  for (const clientId of ['a', 'b']) t.type(store.enqueue(clientId, delivery('t', 'x'.repeat(9))), 'number');
  t.equal(store.enqueue('c', delivery('t', '')), 'queued_bytes_total');
  store.endSession('a');
  t.type(store.enqueue('c', delivery('t', '')), 'number', 'an ended session makes room at once');
});

t.test('a large payload counts once in all, and in full for each session', async (t) => {
  const bytes = 20_000;
  const { store } = open(t, { limits: { queuedBytesMax: bytes + 10, queuedBytesPerSessionMax: bytes + 5 } });
  begin(store, 'a', 'b', 'c');
  const one = delivery('t', Buffer.alloc(bytes, 1));
  for (const clientId of ['a', 'b', 'c']) t.type(store.enqueue(clientId, one), 'number');
  t.equal(store.stats().queuedBytes, bytes + 3);
  t.strictSame(store.queued('b'), { messages: 1, bytes: bytes + 1 });
  t.equal(store.enqueue('a', one), 'queued_bytes');
  t.equal(store.enqueue('a', delivery('t', 'x'.repeat(4))), 'queued_bytes');
});

t.test('the limits on retained messages hold, and say which', async (t) => {
  const { store } = open(t, { limits: { retainedMessagesMax: 2, retainedBytesMax: 100 } });
  const put = (topic: string, payload: string) => store.putRetained(message(topic, payload, { retain: true }));
  t.strictSame([put('a', 'x'), put('b', 'x'), put('c', 'x')], [undefined, undefined, 'retained_messages']);
  t.equal(put('b', 'x'.repeat(100)), 'retained_bytes');
});
