import t from 'tap';
import { InboundQos2, unfinishedQos2BytesMax, unfinishedQos2Max } from '../src/inbound-qos2.ts';

t.test('publishes are admitted up to their number, and again when some are released', async (t) => {
  const inbound = new InboundQos2();
  for (let id = 1; id <= unfinishedQos2Max; id += 1) inbound.admit(id, 1);
  t.equal(inbound.size, unfinishedQos2Max);
  t.notOk(inbound.admit(unfinishedQos2Max + 1, 1));
  inbound.release(1);
  t.ok(inbound.admit(unfinishedQos2Max + 1, 1));
});

t.test('publishes are admitted up to their bytes, and a single one whatever its size', async (t) => {
  const inbound = new InboundQos2();
  t.ok(inbound.admit(1, unfinishedQos2BytesMax + 1));
  t.notOk(inbound.admit(2, 1));
  inbound.release(1);
  t.ok(inbound.admit(2, unfinishedQos2BytesMax));
  t.notOk(inbound.admit(3, 1));
});

t.test('a publish that is sent again counts once, and one that is unknown is released without effect', async (t) => {
  const inbound = new InboundQos2();
  t.ok(inbound.admit(7, 10));
  t.ok(inbound.admit(7, 10));
  inbound.release(8);
  t.same(inbound.ids(), [7]);
});
