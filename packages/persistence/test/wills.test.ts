import t from 'tap';
import type { StoredWill, WillPacket } from '../src/index.ts';
import { all, open } from './fixture/open.ts';

const will = (): WillPacket => ({
  topic: 'died',
  payload: Buffer.from([0xff, 0]),
  qos: 2,
  retain: true,
  properties: { willDelayInterval: 5, contentType: 'x' },
});

t.test('a will is there after a restart, and its broker is known to be another', async (t) => {
  const first = await open(t);
  for (const id of ['constructor', '__proto__']) await first.persistence.putWill({ id }, will());
  t.strictSame(await all(first.persistence.streamWill({ 'broker-1': Date.now() })), [], 'its own broker lives');
  await first.persistence.destroy();

  const { persistence, broker } = await open(t, { path: first.path });
  Object.assign(broker, { id: 'broker-2' });
  await persistence.putWill({ id: 'mine' }, will());
  const left = await all<StoredWill>(persistence.streamWill({ 'broker-2': Date.now() }));
  t.strictSame(left.map((one) => one.clientId).sort(), ['__proto__', 'constructor']);
  t.strictSame(left.at(0), { ...will(), clientId: left[0]?.clientId, brokerId: 'broker-1' });
  t.match(await persistence.delWill({ id: '__proto__' }), { topic: 'died', payload: Buffer.from([0xff, 0]) });
  t.equal(await persistence.getWill({ id: '__proto__' }), undefined);
  t.match(await persistence.getWill({ id: 'constructor' }), { brokerId: 'broker-1' });
  t.equal(await persistence.delWill({ id: 'nobody' }), undefined);
});

t.test('one will too many is refused and told; a client can always change its own', async (t) => {
  const { persistence, drops } = await open(t, { limits: { willsMax: 1 } });
  await persistence.putWill({ id: 'a' }, will());
  await persistence.putWill({ id: 'a' }, { ...will(), topic: 'other' });
  await t.rejects(persistence.putWill({ id: 'b' }, will()), { code: 'wills_full' });
  t.strictSame(drops, [{ clientId: 'b', topic: 'died', reason: 'wills' }]);
  await persistence.delWill({ id: 'a' });
  await persistence.putWill({ id: 'b' }, will());
  t.equal(drops.length, 1);
});
