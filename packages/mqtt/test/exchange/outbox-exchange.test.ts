import t from 'tap';
import { delivery, rig, TestQueue } from './outbox-rig.ts';

t.test('QoS 2 is PUBLISH, PUBREC, PUBREL, PUBCOMP (MQTT 5 §4.3.3)', async (t) => {
  const { outbox, wire, offer } = rig();
  offer(delivery('a', 2));
  t.same(wire.take(), ['PUBLISH a 1']);
  t.ok(outbox.pubrec(1, false));
  t.same(wire.take(), ['PUBREL 1']);
  t.equal(outbox.inflight, 1);
  t.ok(outbox.pubcomp(1));
  t.same([wire.take(), outbox.inflight], [[], 0]);
});

t.test('PUBACK fits QoS 1 alone, PUBREC and PUBCOMP QoS 2 alone, and each only a message that was sent', async (t) => {
  const { outbox, wire, offer } = rig();
  offer(delivery('a', 1), delivery('b', 2));
  wire.take();
  t.same([outbox.pubrec(1, false), outbox.pubrec(1, true), outbox.pubcomp(1)], [false, false, false], 'QoS 1');
  t.same([outbox.puback(2), outbox.pubcomp(2)], [false, false], 'QoS 2 without PUBREC');
  t.same([outbox.puback(3), outbox.pubrec(3, false), outbox.pubcomp(3)], [false, false, false], 'never sent');
  t.equal(outbox.inflight, 2);
  t.ok(outbox.pubrec(2, false));
  t.same([outbox.puback(2), outbox.inflight], [false, 2], 'QoS 2 with PUBREC');
  t.ok(outbox.puback(1));
  t.ok(outbox.pubcomp(2));
  t.same([outbox.puback(1), outbox.pubrec(2, false), outbox.pubcomp(2)], [false, false, false], 'finished');
  t.same(wire.take(), ['PUBREL 2']);
});

t.test('a PUBREC that comes again gets its PUBREL again', async (t) => {
  const { outbox, wire, offer } = rig();
  offer(delivery('a', 2));
  outbox.pubrec(1, false);
  wire.take();
  t.ok(outbox.pubrec(1, false));
  t.same(wire.take(), ['PUBREL 1']);
  t.ok(outbox.pubcomp(1));
});

t.test('a PUBREC that refuses ends the exchange without PUBREL, and frees window and id (MQTT-4.3.3-4)', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ inflightMax: 1, queue });
  outbox.resume();
  offer(delivery('a', 2), delivery('b'));
  wire.take();
  t.ok(outbox.pubrec(1, true));
  t.same(wire.take(), ['PUBLISH b 2']);
  t.same([outbox.pubcomp(1), queue.rest], [false, ['b sent as 2']]);
});

t.test('QoS 2 is sent only when its packet id is on disk; QoS 1 needs not wait', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ queue });
  outbox.resume();
  queue.commitsAtOnce = false;
  offer(delivery('a', 2), delivery('b', 1), delivery('c', 2));
  t.same(wire.take(), ['PUBLISH b 2']);
  t.equal(outbox.inflight, 3, 'they count already');
  queue.commit();
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH c 3'], 'in their order');
});

t.test('an acknowledgement of a message that was not sent yet is none', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ queue });
  outbox.resume();
  queue.commitsAtOnce = false;
  offer(delivery('a', 2));
  t.same([outbox.pubrec(1, false), outbox.pubrec(1, true), outbox.pubcomp(1)], [false, false, false]);
  queue.commit();
  t.same(wire.take(), ['PUBLISH a 1']);
  t.same(queue.rest, ['a sent as 1']);
});

t.test('PUBREL is sent only when its PUBREC is on disk, once, also if that came twice', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ queue });
  outbox.resume();
  offer(delivery('a', 2));
  wire.take();
  queue.commitsAtOnce = false;
  t.ok(outbox.pubrec(1, false));
  t.ok(outbox.pubrec(1, false));
  t.notOk(outbox.pubcomp(1), 'no PUBREL is open');
  t.same(wire.take(), []);
  queue.commit();
  t.same(wire.take(), ['PUBREL 1']);
  t.ok(outbox.pubcomp(1));
  t.same(queue.rest, []);
});

t.test('several PUBRELs go in the order of their PUBRECs (MQTT-4.6.0-4)', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ queue });
  outbox.resume();
  offer(delivery('a', 2), delivery('b', 2), delivery('c', 2));
  wire.take();
  queue.commitsAtOnce = false;
  for (const messageId of [2, 3, 1]) outbox.pubrec(messageId, false);
  queue.commit();
  t.same(wire.take(), ['PUBREL 2', 'PUBREL 3', 'PUBREL 1']);
});

t.test('what is closed, or refused, before the commit is not written after it', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ queue });
  outbox.resume();
  offer(delivery('a', 2), delivery('b', 2));
  wire.take();
  queue.commitsAtOnce = false;
  outbox.pubrec(1, false);
  outbox.pubrec(1, true);
  outbox.pubrec(2, false);
  offer(delivery('c', 2));
  outbox.close();
  queue.commit();
  t.same(wire.take(), []);
  t.same(queue.rest, [' released as 2', 'c sent as 3']);
});

t.test('a commit that never comes leaves the message unsent, and the others alone', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, offer } = rig({ queue });
  outbox.resume();
  queue.afterCommit = () => {};
  offer(delivery('a', 2), delivery('b', 1));
  t.same(wire.take(), ['PUBLISH b 2']);
  t.ok(outbox.puback(2));
  t.equal(outbox.inflight, 1);
});
