import t from 'tap';
import { delivery, names, rig, TestQueue } from './outbox-rig.ts';

t.test(
  'no more than the window is unacknowledged, and each acknowledgement lets one more out (MQTT-3.3.4-9)',
  async (t) => {
    const { outbox, wire, offer } = rig({ inflightMax: 2 });
    offer(delivery('a'), delivery('b'), delivery('c'), delivery('d'));
    t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2']);
    t.same([outbox.inflight, outbox.waiting, outbox.hasRoom], [2, 2, false]);
    t.ok(outbox.puback(2));
    t.same(wire.take(), ['PUBLISH c 3']);
    t.ok(outbox.puback(1));
    t.same(wire.take(), ['PUBLISH d 4']);
    t.ok(outbox.puback(3));
    t.same([outbox.inflight, outbox.waiting, outbox.hasRoom], [1, 0, true]);
  },
);

t.test('with a Receive Maximum of 1 they go one by one, QoS 2 to its very end', async (t) => {
  const { outbox, wire, offer } = rig({ inflightMax: 1 });
  offer(delivery('a', 2), delivery('b'), delivery('c', 2));
  t.same(wire.take(), ['PUBLISH a 1']);
  outbox.pubrec(1, false);
  t.same(wire.take(), ['PUBREL 1']);
  outbox.pubcomp(1);
  t.same(wire.take(), ['PUBLISH b 2']);
  outbox.puback(2);
  t.same(wire.take(), ['PUBLISH c 3']);
});

t.test('the order is that of the offers, whatever was waited for (MQTT-4.6.0-6)', async (t) => {
  const { outbox, wire, offer } = rig({ inflightMax: 3 });
  const all = Array.from({ length: 12 }, (_, at) => `m${at}`);
  offer(...all.slice(0, 7).map((name) => delivery(name)));
  for (const messageId of [2, 3, 1]) outbox.puback(messageId);
  wire.isOpen = false;
  offer(...all.slice(7).map((name) => delivery(name)));
  for (const messageId of [6, 5, 4]) outbox.puback(messageId);
  wire.isOpen = true;
  outbox.pump();
  for (let messageId = 7; messageId <= 12; messageId += 1) outbox.puback(messageId);
  t.same(
    wire.take(),
    all.map((name, at) => `PUBLISH ${name} ${at + 1}`),
  );
  t.same([outbox.inflight, outbox.waiting], [0, 0]);
});

t.test('ids in use are skipped when the numbers come round', async (t) => {
  const { outbox, wire, offer } = rig({ firstMessageId: 65_534 });
  offer(delivery('a'), delivery('b'), delivery('c'));
  t.same(wire.take(), ['PUBLISH a 65534', 'PUBLISH b 65535', 'PUBLISH c 1']);
  outbox.puback(65_534);
  for (let count = 0; count < 65_532; count += 1) {
    offer(delivery('x'));
    outbox.puback(count + 2);
  }
  wire.take();
  offer(delivery('d'), delivery('e'));
  t.same(wire.take(), ['PUBLISH d 65534', 'PUBLISH e 2']);
});

t.test('a peer that does not take its bytes is sent nothing until it does', async (t) => {
  const { outbox, wire, offer } = rig();
  wire.isOpen = false;
  offer(delivery('a'), delivery('b'));
  t.same([wire.take(), outbox.waiting, outbox.inflight], [[], 2, 0]);
  wire.isOpen = true;
  wire.onPublish = () => {
    wire.isOpen = false;
  };
  outbox.pump();
  t.same(wire.take(), ['PUBLISH a 1'], 'it is asked before each');
  t.ok(outbox.puback(1), 'acknowledgements count meanwhile');
  t.same(wire.take(), []);
  wire.isOpen = true;
  outbox.pump();
  t.same(wire.take(), ['PUBLISH b 2']);
});

t.test('without a durable queue what does not fit into memory is dropped, and that alone', async (t) => {
  const { outbox, wire, dropped, offer } = rig({ inflightMax: 1, waitingMax: 2 });
  offer(delivery('a'), delivery('b'), delivery('c'), delivery('d'));
  t.same(dropped, ['d: queue-full']);
  outbox.puback(1);
  offer(delivery('e'));
  outbox.puback(2);
  outbox.puback(3);
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2', 'PUBLISH c 3', 'PUBLISH e 4']);
  t.same(dropped, ['d: queue-full']);
});

t.test(
  'what expires while it waits is dropped when its turn comes, and takes no packet id (MQTT-3.3.2-5)',
  async (t) => {
    const { outbox, wire, dropped, clock, offer } = rig({ inflightMax: 1 });
    offer(delivery('a'), delivery('b', 1, { expiresAt: 2_000 }), delivery('c', 2, { expiresAt: 2_001 }));
    clock.now = 2_000;
    outbox.puback(1);
    t.same(dropped, ['b: expired']);
    t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH c 2']);
  },
);

t.test('what the client cannot take or may not read is dropped, as if it had been sent (MQTT-3.1.2-25)', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, dropped, offer } = rig({ inflightMax: 1, queue });
  outbox.resume();
  wire.obstacles.set('large', 'packet-too-large');
  wire.obstacles.set('secret', 'not-allowed');
  offer(delivery('large'), delivery('secret', 2), delivery('a'));
  t.same(dropped, ['large: packet-too-large', 'secret: not-allowed']);
  t.same(wire.take(), ['PUBLISH a 1']);
  t.same(queue.rest, ['a sent as 1']);
});

t.test('a dropped message does not hold up those behind it', async (t) => {
  const { outbox, wire, dropped, offer } = rig({ inflightMax: 1 });
  wire.obstacles.set('x', 'not-allowed');
  offer(delivery('a'), delivery('x'), delivery('x'), delivery('b'));
  outbox.puback(1);
  t.equal(dropped.length, 2);
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2']);
});

t.test('sending may call back: nothing overtakes, and the window holds', async (t) => {
  const { outbox, wire, offer } = rig({ inflightMax: 3 });
  let count = 0;
  wire.onPublish = () => {
    count += 1;
    if (count <= 4) offer(delivery(`new${count}`));
    outbox.pump();
    t.ok(outbox.inflight <= 3);
  };
  wire.isOpen = false;
  offer(delivery('a'), delivery('b'));
  wire.isOpen = true;
  outbox.pump();
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2', 'PUBLISH new1 3']);
  for (const messageId of [1, 2, 3]) outbox.puback(messageId);
  t.same(wire.take(), ['PUBLISH new2 4', 'PUBLISH new3 5', 'PUBLISH new4 6']);
});

t.test('an acknowledgement that comes from inside a send counts at once', async (t) => {
  const { outbox, wire, offer } = rig({ inflightMax: 1 });
  let messageId = 0;
  wire.onPublish = () => {
    messageId += 1;
    t.ok(outbox.puback(messageId));
  };
  offer(delivery('a'), delivery('b'), delivery('c'));
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2', 'PUBLISH c 3']);
  t.equal(outbox.inflight, 0);
  // So many that a call within a call for each would not fit on the stack.
  const { outbox: other, wire: otherWire, offer: offerOther } = rig({ waitingMax: 20_000, inflightMax: 1 });
  otherWire.isOpen = false;
  offerOther(...Array.from({ length: 20_000 }, () => delivery('x')));
  let otherId = 0;
  otherWire.onPublish = () => {
    otherId += 1;
    other.puback(otherId);
  };
  otherWire.isOpen = true;
  other.pump();
  t.equal(otherId, 20_000);
});

t.test('a look into the queue may call back: nothing is sent twice', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire } = rig({ queue });
  queue.enqueue(delivery('a'));
  queue.whileReading = () => {
    queue.whileReading = () => {};
    outbox.offer(delivery('b'), queue.enqueue(delivery('b')));
    outbox.pump();
  };
  outbox.resume();
  t.same(wire.take(), ['PUBLISH a 1', 'PUBLISH b 2']);
});

t.test(
  'close returns what another member of the group is to get: QoS 1 not acknowledged, QoS 2 not sent',
  async (t) => {
    const share = '$share/g/t';
    const { outbox, offer } = rig({ inflightMax: 4 });
    offer(delivery('a1', 1, { share }), delivery('b2', 2, { share }), delivery('c1'), delivery('d1', 1, { share }));
    outbox.puback(1);
    offer(delivery('e2', 2, { share }), delivery('f2', 2, { share }), delivery('g1'), delivery('h1', 1, { share }));
    t.equal(names(outbox.close()), 'd1 f2 h1', 'b2 and e2 were sent: they stay with this client (MQTT 5 §4.8.2)');
    t.same([outbox.inflight, outbox.waiting, outbox.waitingBytes, outbox.hasRoom], [0, 0, 0, false]);
    t.equal(names(outbox.close()), '');
  },
);

t.test('close returns nothing that a durable queue keeps', async (t) => {
  const share = '$share/g/t';
  const queue = new TestQueue();
  const { outbox, offer } = rig({ inflightMax: 1, queue });
  outbox.resume();
  offer(delivery('a', 1, { share }), delivery('b', 1, { share }), delivery('c', 2, { share }));
  t.same([names(outbox.close()), queue.rest], ['', ['a sent as 1', 'b', 'c']]);
});

t.test(
  'a client that reads and never acknowledges is sent no more than fits into memory of what is kept for others',
  async (t) => {
    const share = '$share/g/t';
    const payload = Buffer.alloc(1_000);
    const { outbox, offer } = rig({ waitingBytesMax: 2_500 });
    offer(...Array.from({ length: 5 }, () => delivery('', 1, { share, payload })));
    t.same([outbox.inflight, outbox.waiting, outbox.hasRoom], [3, 2, false]);
    outbox.puback(1);
    t.same([outbox.inflight, outbox.waiting], [3, 1]);
    const { outbox: other, offer: offerOther } = rig({ waitingBytesMax: 2_500 });
    offerOther(...Array.from({ length: 5 }, () => delivery('', 1, { payload })));
    t.equal(other.inflight, 5, 'what nobody else gets is not kept');
  },
);

t.test('closed, it sends nothing, takes nothing and knows no acknowledgement', async (t) => {
  const queue = new TestQueue();
  const { outbox, wire, dropped, offer } = rig({ inflightMax: 2, queue });
  outbox.resume();
  offer(delivery('a'), delivery('b', 2), delivery('c'));
  wire.take();
  outbox.close();
  t.same([outbox.puback(1), outbox.pubrec(2, false), outbox.pubcomp(2)], [false, false, false]);
  offer(delivery('d'));
  outbox.resume();
  outbox.pump();
  t.same([wire.take(), dropped, outbox.waiting], [[], [], 0]);
  t.same(queue.rest, ['a sent as 1', 'b sent as 2', 'c', 'd']);
});

t.test('closed from inside a send, a drop or a look into the queue, it stops there', async (t) => {
  for (const place of ['send', 'drop', 'look'] as const) {
    const queue = new TestQueue();
    const { outbox, wire } = rig({ queue });
    for (const name of ['a', 'b']) queue.enqueue(delivery(name));
    if (place === 'send') wire.onPublish = () => outbox.close();
    if (place === 'look') queue.whileReading = () => outbox.close();
    if (place === 'drop') {
      wire.obstacles.set('a', 'not-allowed');
      wire.obstacle = () => {
        outbox.close();
        return 'not-allowed';
      };
    }
    outbox.resume();
    t.same(wire.take(), place === 'send' ? ['PUBLISH a 1'] : []);
    t.equal(queue.rest.at(-1), 'b');
    outbox.offer(delivery('c'), queue.enqueue(delivery('c')));
    t.same([wire.take(), outbox.waiting, outbox.hasRoom], [[], 0, false]);
  }
});
