import type { Delivery } from '@ocpp-broker/mqtt';
import t from 'tap';
import { begin, committed, delivery, open, payloads } from './fixture/open.ts';

const full: Delivery = {
  message: {
    topic: 'ocpp/cp/ü',
    payload: Buffer.from([0, 0xff, 0xfe, 0x80]),
    qos: 2,
    retain: true,
    properties: {
      payloadFormatIndicator: 0,
      contentType: 'x',
      responseTopic: 'r/1',
      correlationData: Buffer.from([0xff, 0]),
      userProperties: [
        ['b', '1'],
        ['a', '2'],
        ['b', '3'],
      ],
    },
    expiresAt: 9_000_000_000_000,
    from: '__proto__',
  },
  qos: 1,
  retain: true,
  identifiers: [7, 268_435_455],
  share: '$share/workers/ocpp/#',
};

t.test('deliveries come back whole and in order, also after a restart', async (t) => {
  const first = open(t);
  begin(first.store, 'c');
  const seq = first.store.enqueue('c', full);
  first.store.enqueue('c', { ...delivery('a', ''), retain: false });
  const check = (store: typeof first.store) => {
    const [one, two] = store.read('c', 0, 10);
    t.strictSame(one, { seq, messageId: undefined, isReleased: false, ...full });
    t.match(two, { message: { topic: 'a', payload: Buffer.alloc(0), qos: 1 }, qos: 1, identifiers: [] });
    t.equal(two?.share, undefined);
    t.equal(two?.message.properties, undefined);
    t.equal(two?.message.from, undefined);
  };
  check(first.store);
  await first.store.destroy();
  check(open(t, { path: first.path }).store);
});

t.test('a queue is read in parts, from where one left off', async (t) => {
  const { store } = open(t);
  begin(store, 'c', 'd');
  for (let n = 0; n < 10; n++) {
    store.enqueue('c', delivery('a', `${n}`));
    store.enqueue('d', delivery('a', 'not mine'));
  }
  const read: string[] = [];
  let position = 0;
  for (;;) {
    const part = store.read('c', position, 4);
    t.ok(part.length <= 4);
    if (part.length === 0) break;
    read.push(...part.map((one) => one.message.payload.toString()));
    position = part.at(-1)?.seq ?? 0;
  }
  t.strictSame(read, ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  for (const limit of [0, -1]) t.strictSame(store.read('c', 0, limit), []);
});

t.test('a packet id is kept over a restart; a number is not given twice', async (t) => {
  const first = open(t);
  begin(first.store, 'c');
  const seqs = ['1', '2', '3'].map((text) => Number(first.store.enqueue('c', delivery('a', text))));
  first.store.sent(seqs[1] ?? 0, 77);
  t.strictSame(ids(first.store), [undefined, 77, undefined], 'at once');
  first.store.sent(seqs[2] ?? 0, 78);
  first.store.sent(seqs[2] ?? 0, 79);
  await committed(first.store);
  first.store.done('c', seqs[2] ?? 0);
  const next = Number(first.store.enqueue('c', delivery('a', '4')));
  t.ok(next > (seqs[2] ?? 0), 'although the last one is gone');
  first.store.sent(next, 80);
  await first.store.destroy();
  t.strictSame(ids(open(t, { path: first.path }).store), [undefined, 77, 80]);

  function ids(store: typeof first.store) {
    return store.read('c', 0, 10).map((one) => one.messageId);
  }
});

t.test('what is done is gone for its own session only, and once', async (t) => {
  const { store } = open(t);
  begin(store, 'c', 'd');
  const seq = Number(store.enqueue('c', delivery('a', 'mine')));
  store.done('d', seq);
  t.strictSame(payloads(store, 'c'), ['mine']);
  store.sent(seq, 5);
  store.done('c', seq);
  store.done('c', seq);
  store.sent(seq, 6);
  await committed(store);
  t.strictSame(payloads(store, 'c'), []);
  t.match(store.stats(), { queuedMessages: 0, queuedBytes: 0 });
});

t.test('of a QoS 2 message that its receiver has, the packet id is left, also after a restart', async (t) => {
  const first = open(t);
  begin(first.store, 'c');
  const seq = Number(first.store.enqueue('c', { ...full, qos: 2 }));
  first.store.sent(seq, 9);
  first.store.released(seq);
  first.store.released(seq);
  t.strictSame(first.store.queued('c'), { messages: 1, bytes: 0 });
  await first.store.destroy();
  const { store } = open(t, { path: first.path });
  const [left] = store.read('c', 0, 10);
  t.match(left, { seq, messageId: 9, isReleased: true, qos: 2, identifiers: [] });
  t.match(left?.message, { topic: '', payload: Buffer.alloc(0) });
  t.equal(left?.message.properties, undefined);
  t.equal(left?.message.expiresAt, undefined);
  store.done('c', seq);
  t.match(store.stats(), { queuedMessages: 0, queuedBytes: 0 });
});

t.test('sessions that wait for one large message share its bytes until the last has it', async (t) => {
  const first = open(t);
  const payload = Buffer.alloc(100_000, 3);
  begin(first.store, 'a', 'b', 'c');
  const one = { ...full, qos: 2, message: { ...full.message, payload } } as const;
  const seqs = ['a', 'b', 'c'].map((clientId) => Number(first.store.enqueue(clientId, one)));
  await committed(first.store);
  first.store.done('a', seqs[0] ?? 0);
  t.ok(first.store.stats().queuedBytes < 2 * payload.length);
  await first.store.destroy();
  const { store } = open(t, { path: first.path });
  t.ok(store.stats().queuedBytes < 2 * payload.length, 'known after a restart');
  t.strictSame(store.read('b', 0, 1)[0]?.message.payload, payload);
  store.sent(seqs[1] ?? 0, 1);
  store.released(seqs[1] ?? 0);
  t.strictSame(store.read('c', 0, 1)[0]?.message.payload, payload, 'one of them does not need it any more');
  store.done('c', seqs[2] ?? 0);
  t.match(store.stats(), { queuedMessages: 1, queuedBytes: 0 });
});

t.test('clients named after parts of a prototype are ordinary names', async (t) => {
  const { store } = open(t);
  const names = ['__proto__', 'constructor', 'toString'];
  begin(store, ...names);
  for (const name of names) store.enqueue(name, delivery(name, name));
  for (const name of names) t.strictSame(payloads(store, name), [name]);
  t.equal(store.enqueue('valueOf', delivery('a')), 'queued_messages');
});
