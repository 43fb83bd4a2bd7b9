import type { Message } from '@ocpp-broker/mqtt';
import t from 'tap';
import { message, type OpenStore, open } from './fixture/open.ts';

const retained = (topic: string, payload: string | Buffer, more: Partial<Message> = {}) =>
  message(topic, payload, { retain: true, ...more });

function texts({ store }: OpenStore, filter: string): string[] {
  return store
    .retainedTopics(filter)
    .map((topic) => `${topic}=${store.retained(topic)?.payload}`)
    .sort();
}

t.test('retained messages are there after a restart, whole', async (t) => {
  const full: Message = {
    topic: '__proto__/x',
    payload: Buffer.from([0, 0xff, 0xfe]),
    qos: 2,
    retain: true,
    properties: {
      contentType: 'x',
      userProperties: [
        ['a', '1'],
        ['b', ''],
        ['a', '2'],
      ],
    },
    expiresAt: 9_000_000_000_000,
    from: 'charger',
  };
  const first = open(t);
  first.store.putRetained(full);
  first.store.putRetained(retained('gone', 'x'));
  first.store.putRetained(retained('gone', ''));
  first.store.putRetained(retained('never', ''));
  first.store.putRetained(retained('replaced', 'old'));
  first.store.putRetained(retained('replaced', 'new'));
  first.store.putRetained(retained('$SYS/x', 's'));
  await first.store.destroy();
  const again = open(t, { path: first.path });
  t.strictSame(again.store.retained('__proto__/x'), full);
  t.strictSame(again.store.retainedTopics('#').length, 2);
  t.strictSame(texts(again, 'replaced'), ['replaced=new']);
  t.strictSame(texts(again, '$SYS/#'), ['$SYS/x=s']);
  t.equal(again.store.retained('gone'), undefined);
  t.match(again.store.stats(), { retainedMessages: 3 });
});

t.test('one topic too many is refused; a topic that is there can still change', async (t) => {
  const opened = open(t, { limits: { retainedMessagesMax: 2 } });
  const put = (topic: string, payload: string) => opened.store.putRetained(retained(topic, payload));
  t.strictSame([put('a', 'x'), put('b', 'x'), put('c', 'x')], [undefined, undefined, 'retained_messages']);
  t.strictSame([put('a', 'y'), put('b', ''), put('c', 'x')], [undefined, undefined, undefined]);
  t.strictSame(texts(opened, '#'), ['a=y', 'c=x']);
});

t.test('bytes too many are refused, and the topic has then no value rather than an old one', async (t) => {
  const limits = { retainedBytesMax: 10 };
  const first = open(t, { limits });
  const put = ({ store }: OpenStore, topic: string, payload: string) => store.putRetained(retained(topic, payload));
  for (const [topic, payload] of [
    ['a', 'xxx'],
    ['b', 'xxx'],
    ['b', 'xxxxx'],
  ] as const) {
    t.equal(put(first, topic, payload), undefined, 'what is replaced makes room');
  }
  t.equal(put(first, 'b', 'xxxxxx'), 'retained_bytes');
  t.strictSame(texts(first, '#'), ['a=xxx']);
  t.match(first.store.stats(), { retainedMessages: 1, retainedBytes: 4 });
  await first.store.destroy();
  t.equal(put(open(t, { path: first.path, limits }), 'b', 'xxxxxx'), 'retained_bytes', 'known after a restart');
});

t.test('an expired message is no longer found, and makes room', async (t) => {
  let now = 0;
  const opened = open(t, { now: () => now, limits: { retainedMessagesMax: 2 } });
  const { store, drops } = opened;
  store.putRetained(retained('a', 'x', { expiresAt: 10 }));
  store.putRetained(retained('b', 'x', { expiresAt: 10 }));
  now = 9;
  t.equal(store.retainedTopics('#').length, 2);
  now = 10;
  t.strictSame(store.retainedTopics('#'), [], 'it counts as gone before anybody dropped it');
  t.equal(store.retained('a'), undefined);
  t.strictSame(drops, [{ topic: 'a', reason: 'expired' }]);
  t.strictSame([store.putRetained(retained('c', 'x')), store.putRetained(retained('d', 'x'))], [undefined, undefined]);
  t.strictSame(drops.at(1), { topic: 'b', reason: 'expired' });
  t.equal(store.putRetained(retained('c', 'late', { expiresAt: 10 })), 'expired');
  t.strictSame(texts(opened, '#'), ['d=x'], 'what a late message replaces is out of date');
});
