import t from 'tap';
import { delivery, rig, TestQueue } from './outbox-rig.ts';

/** A queue as a connection left it: a sent as 7, b (QoS 2) sent as 8, PUBREC has come for 9, d and e were not sent. */
function leftBehind(): TestQueue {
  const queue = new TestQueue();
  queue.enqueue(delivery('a', 1), 7);
  queue.enqueue(delivery('b', 2), 8);
  queue.enqueue(delivery('', 2), 9, true);
  queue.enqueue(delivery('d', 1));
  queue.enqueue(delivery('e', 2));
  return queue;
}

t.test(
  'what was under way comes again as it was: PUBLISH with DUP or PUBREL, under the same id; then the rest (MQTT-4.4.0-1)',
  async (t) => {
    const queue = leftBehind();
    const { outbox, wire } = rig({ queue, firstMessageId: 100 });
    outbox.resume();
    t.same(wire.take(), ['PUBLISH a 7 dup', 'PUBLISH b 8 dup', 'PUBREL 9', 'PUBLISH d 100', 'PUBLISH e 101']);
    t.same([outbox.puback(7), outbox.pubrec(8, false), outbox.pubcomp(9)], [true, true, true]);
    t.same(queue.rest, [' released as 8', 'd sent as 100', 'e sent as 101']);
  },
);

t.test('PUBLISH of QoS 2 and PUBREL that come again wait for what was noted before', async (t) => {
  const queue = leftBehind();
  queue.commitsAtOnce = false;
  const { outbox, wire } = rig({ queue, firstMessageId: 100 });
  outbox.resume();
  t.same(wire.take(), ['PUBLISH a 7 dup', 'PUBLISH d 100']);
  queue.commit();
  t.same(wire.take(), ['PUBLISH b 8 dup', 'PUBREL 9', 'PUBLISH e 101']);
});

t.test('a smaller window holds for what comes again too, in the same order', async (t) => {
  const queue = leftBehind();
  const { outbox, wire } = rig({ queue, inflightMax: 1, firstMessageId: 7 });
  outbox.resume();
  t.same(wire.take(), ['PUBLISH a 7 dup']);
  outbox.puback(7);
  t.same(wire.take(), ['PUBLISH b 8 dup']);
  outbox.pubrec(8, false);
  outbox.pubcomp(8);
  t.same(wire.take(), ['PUBREL 8', 'PUBREL 9']);
  outbox.pubcomp(9);
  t.same(wire.take(), ['PUBLISH d 7']);
  outbox.puback(7);
  t.same(wire.take(), ['PUBLISH e 8']);
});

t.test('in a larger window new messages take none of the ids that came again', async (t) => {
  const queue = leftBehind();
  const { outbox, wire, offer } = rig({ queue, firstMessageId: 6 });
  outbox.resume();
  offer(delivery('f'));
  t.same(wire.take().slice(3), ['PUBLISH d 6', 'PUBLISH e 10', 'PUBLISH f 11']);
  t.equal(outbox.inflight, 6);
});

t.test(
  'many that were under way are all sent again before the first new one, also when they are read bit by bit',
  async (t) => {
    const queue = new TestQueue();
    for (let at = 1; at <= 200; at += 1) queue.enqueue(delivery(`m${at}`), at);
    for (let at = 201; at <= 300; at += 1) queue.enqueue(delivery(`m${at}`));
    const { outbox, wire } = rig({ queue, inflightMax: 150, waitingMax: 5, firstMessageId: 201 });
    outbox.resume();
    for (let at = 1; at <= 300; at += 1) outbox.puback(at);
    t.same(
      wire.take(),
      Array.from({ length: 300 }, (_, at) => `PUBLISH m${at + 1} ${at + 1}${at < 200 ? ' dup' : ''}`),
    );
    t.same(queue.rest, []);
  },
);

t.test('nothing is sent before the connection is resumed, and nothing is skipped then', async (t) => {
  const queue = leftBehind();
  const { outbox, wire, offer } = rig({ queue, firstMessageId: 100 });
  offer(delivery('f'));
  outbox.pump();
  t.same([wire.take(), outbox.hasRoom, outbox.waiting], [[], false, 0]);
  outbox.resume();
  t.equal(wire.take().at(-1), 'PUBLISH f 102');
  t.equal(queue.rest.length, 6);
});

t.test(
  'one that was sent before it expired is still owed; one that was not is dropped (MQTT 5 §3.3.2.3.3)',
  async (t) => {
    const queue = new TestQueue();
    queue.enqueue(delivery('a', 1, { expiresAt: 10 }), 7);
    queue.enqueue(delivery('b', 2, { expiresAt: 10 }), 8);
    queue.enqueue(delivery('c', 1, { expiresAt: 10 }));
    const { outbox, wire, dropped } = rig({ queue });
    outbox.resume();
    t.same(wire.take(), ['PUBLISH a 7 dup', 'PUBLISH b 8 dup']);
    t.same(dropped, ['c: expired']);
    t.same(queue.rest, ['a sent as 7', 'b sent as 8']);
  },
);

t.test(
  'one of QoS 2 that may not be sent again is released, so that its id is no trap for a later message',
  async (t) => {
    const queue = leftBehind();
    const { outbox, wire, dropped } = rig({ queue, inflightMax: 2, firstMessageId: 100 });
    wire.obstacles.set('a', 'packet-too-large');
    wire.obstacles.set('b', 'not-allowed');
    outbox.resume();
    t.same(dropped, ['a: packet-too-large', 'b: not-allowed']);
    t.same(wire.take(), ['PUBREL 8', 'PUBREL 9']);
    t.same(queue.rest.slice(0, 1), [' released as 8'], 'of QoS 1 nothing is left');
    t.ok(outbox.pubcomp(8));
    t.same(wire.take(), ['PUBLISH d 100']);
  },
);

t.test('with a durable queue the rest is read when there is room: nothing twice, nothing skipped', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, dropped, offer } = rig({ queue, inflightMax: 2, waitingMax: 3 });
  outbox.resume();
  const all = Array.from({ length: 30 }, (_, at) => `m${at + 1}`);
  offer(...all.slice(0, 20).map((name) => delivery(name)));
  t.equal(outbox.waiting, 3);
  for (let messageId = 1; messageId <= 10; messageId += 1) outbox.puback(messageId);
  offer(...all.slice(20).map((name) => delivery(name)));
  for (let messageId = 11; messageId <= 30; messageId += 1) {
    outbox.puback(messageId);
    t.ok(outbox.waiting <= 3);
  }
  t.same(
    wire.take(),
    all.map((name, at) => `PUBLISH ${name} ${at + 1}`),
  );
  t.same([dropped, queue.rest, outbox.hasRoom], [[], [], true]);
});

t.test('what a look into the queue found before it was offered is sent once', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire } = rig({ queue });
  const seqs = ['a', 'b'].map((name) => queue.enqueue(delivery(name)));
  outbox.resume();
  const late = queue.enqueue(delivery('c'));
  for (const seq of [...seqs, late]) outbox.offer(delivery('c'), seq);
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2', 'PUBLISH c 3']);
  outbox.puback(1);
  outbox.resume();
  t.same(wire.take(), []);
});

t.test('what was put into the queue by another is found by the next resume', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire } = rig({ queue });
  outbox.resume();
  queue.enqueue(delivery('a'));
  queue.enqueue(delivery('b'));
  t.same(wire.take(), []);
  outbox.resume();
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2']);
});

t.test('without a durable queue resume has nothing to do', async (t) => {
  const { outbox, wire, offer } = rig();
  offer(delivery('a'));
  outbox.resume();
  t.same([wire.take(), outbox.hasRoom], [['PUBLISH a 1'], true]);
});
