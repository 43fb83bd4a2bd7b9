import t from 'tap';
import { PacketIds, packetIdMax } from '../../src/exchange/packet-ids.ts';

const none: ReadonlySet<number> = new Set();

t.test('ids are handed out one after the other, from the first one on', async (t) => {
  const ids = new PacketIds(7);
  t.same([ids.next(none), ids.next(none), ids.next(none)], [7, 8, 9]);
});

t.test('after the largest id comes 1, since 0 is none (MQTT 5 §2.2.1)', async (t) => {
  const ids = new PacketIds(packetIdMax);
  t.same([ids.next(none), ids.next(none)], [65_535, 1]);
});

t.test('an id in use is skipped, whether it comes next or later (MQTT-2.2.1-4)', async (t) => {
  const ids = new PacketIds(65_534);
  const used = new Set([65_534, 65_535, 1, 3]);
  t.same([ids.next(used), ids.next(used), ids.next(used)], [2, 4, 5]);
});

t.test('an id that is free again is handed out when its turn comes, not before', async (t) => {
  const ids = new PacketIds(1);
  const used = new Set([1]);
  t.equal(ids.next(used), 2);
  used.delete(1);
  t.equal(ids.next(used), 3);
});

t.test('the only id that is free is found', async (t) => {
  const used = new Set(Array.from({ length: packetIdMax }, (_, at) => at + 1));
  used.delete(41);
  const ids = new PacketIds(42);
  t.equal(ids.next(used), 41);
  t.equal(ids.next(used), 41);
});
