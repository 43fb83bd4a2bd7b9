import type { Test } from 'tap';
import type { Ban, BanRepository } from '../../src/index.ts';

/** Makes an empty repository for at most `bansMax` bans, gone when `t` ends; `now` is its clock. */
export type MakeBans = (t: Test, parts: { readonly now: () => number; readonly bansMax?: number }) => BanRepository;

/** A ban of a client id, for ever unless told. */
export const ban = (who: string, more: Partial<Ban> = {}): Ban => ({
  as: 'clientid',
  who,
  by: 'admin',
  reason: 'too loud',
  at: 10,
  until: 'infinity',
  ...more,
});

/** What every BanRepository has to do, wherever it keeps its bans. */
export function testBanRepository(t: Test, make: MakeBans): void {
  t.test('bans are loaded as they were put, one for each kind and name', async (t) => {
    const bans = make(t, { now: () => 0 });
    t.same(await bans.load(), []);
    const all = [
      ban('c1'),
      ban('192.0.2.7', { as: 'peerhost', until: 50 }),
      ban('2001:db8::/32', { as: 'peerhost_net' }),
      ban('c1', { as: 'username', by: '', reason: '' }),
    ];
    for (const one of all) await bans.put(one);
    t.same(await bans.load(), all);
    await bans.put(ban('c1', { reason: 'still loud', until: 99 }));
    t.match(await bans.load(), { length: 4, 0: { who: 'c1', reason: 'still loud', until: 99 } });
  });

  t.test('a deleted ban is gone, and no other', async (t) => {
    const bans = make(t, { now: () => 0 });
    await bans.put(ban('c1'));
    await bans.put(ban('c1', { as: 'username' }));
    t.equal(await bans.delete('clientid', 'c1'), true);
    t.equal(await bans.delete('clientid', 'c1'), false);
    t.match(await bans.load(), { length: 1, 0: { as: 'username' } });
  });

  t.test('bans that are over are forgotten when the others are loaded', async (t) => {
    let now = 0;
    const bans = make(t, { now: () => now });
    await bans.put(ban('c1', { until: 20 }));
    await bans.put(ban('c2'));
    now = 19;
    t.match(await bans.load(), { length: 2 });
    now = 20;
    t.match(await bans.load(), { length: 1, 0: { who: 'c2' } });
    t.equal(await bans.delete('clientid', 'c1'), false);
  });

  t.test(
    'when there are as many as may be, those that are over make room; without such the next is refused',
    async (t) => {
      let now = 0;
      const bans = make(t, { now: () => now, bansMax: 2 });
      await bans.put(ban('c1', { until: 20 }));
      await bans.put(ban('c2'));
      await t.rejects(bans.put(ban('c3')), { code: 'store_invalid_value', message: /2 bans already/ });
      await bans.put(ban('c2', { reason: 'changed' }));
      now = 20;
      await bans.put(ban('c3'));
      t.match(await bans.load(), { length: 2, 0: { who: 'c2', reason: 'changed' }, 1: { who: 'c3' } });
    },
  );

  t.test('names of any kind of text stay what they are', async (t) => {
    const bans = make(t, { now: () => 0 });
    const names = ["'; DROP TABLE bans; --", '__proto__', 'ü 🔌', 'x'.repeat(1024)];
    for (const who of names) await bans.put(ban(who));
    t.same((await bans.load()).map(({ who }) => who).toSorted(), names.toSorted());
  });

  t.test('what can be no ban is said so, and nothing is stored', async (t) => {
    const bans = make(t, { now: () => 0 });
    for (const wrong of [
      ban(''),
      ban('x'.repeat(1025)),
      ban('c', { by: 'x'.repeat(1025) }),
      ban('c', { reason: 'x'.repeat(1025) }),
      ban('host.example.org', { as: 'peerhost' }),
      ban('192.0.2.0', { as: 'peerhost_net' }),
      ban('192.0.2.0/33', { as: 'peerhost_net' }),
      ban('192.0.2.0/24/1', { as: 'peerhost_net' }),
      ban('2001:db8::/129', { as: 'peerhost_net' }),
      ban('2001:db8::/-1', { as: 'peerhost_net' }),
    ]) {
      await t.rejects(bans.put(wrong), { code: 'store_invalid_value' });
    }
    t.same(await bans.load(), []);
  });
}
