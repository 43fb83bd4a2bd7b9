import t from 'tap';
import type { Ban, BanKind } from '../src/ban.ts';
import { type BanStore, Bans, type BansLimits } from '../src/bans.ts';

const nobody = { clientId: 'c9', username: 'u9', remoteAddress: '203.0.113.9' };

function ban(as: BanKind, who: string, until: Ban['until'] = 'infinity'): Ban {
  return { as, who, by: 'admin', reason: 'because', at: 0, until };
}

class StoreInMemory implements BanStore {
  readonly rows = new Map<string, Ban>();
  isBroken = false;

  constructor(...bans: readonly Ban[]) {
    for (const row of bans) this.rows.set(`${row.as}:${row.who}`, row);
  }

  async load() {
    return [...this.rows.values()];
  }

  async put(row: Ban) {
    if (this.isBroken) throw new Error('disk full');
    this.rows.set(`${row.as}:${row.who}`, row);
  }

  async delete(as: BanKind, who: string) {
    if (this.isBroken) throw new Error('disk full');
    this.rows.delete(`${as}:${who}`);
  }
}

async function openBans(store = new StoreInMemory(), limits: Partial<BansLimits> = {}) {
  const clock = { now: 1_000 };
  return { store, clock, bans: await Bans.open({ store, now: () => clock.now, limits }) };
}

t.test('client id, user name, address and network are each found', async (t) => {
  const { bans } = await openBans();
  t.equal(bans.find(nobody), undefined);
  await bans.add(ban('clientid', 'c1'));
  await bans.add(ban('username', '__proto__'));
  await bans.add(ban('peerhost', '2001:DB8::1'));
  await bans.add(ban('peerhost_net', '192.0.2.0/24'));
  await bans.add(ban('peerhost_net', '2001:db8:5::/48'));
  t.equal(bans.find({ ...nobody, clientId: 'c1' })?.who, 'c1');
  t.equal(bans.find({ ...nobody, username: '__proto__' })?.as, 'username');
  t.equal(bans.find({ ...nobody, remoteAddress: '2001:db8:0::1' })?.who, '2001:db8::1');
  t.equal(bans.find({ ...nobody, remoteAddress: '::ffff:192.0.2.77' })?.who, '192.0.2.0/24');
  t.equal(bans.find({ ...nobody, remoteAddress: '2001:db8:5::9' })?.who, '2001:db8:5::/48');
  t.equal(bans.find({ ...nobody, remoteAddress: 'unknown' }), undefined);
  t.equal(bans.find({ ...nobody, clientId: undefined, username: undefined }), undefined);
});

t.test('a ban ends with its time, and can then be made again', async (t) => {
  const { bans, clock, store } = await openBans();
  t.equal(await bans.add(ban('clientid', 'c1', 2_000)), 'added');
  t.equal(await bans.add(ban('peerhost_net', '192.0.2.0/24', 2_000)), 'added');
  t.equal(await bans.add(ban('clientid', 'c1', 3_000)), 'exists');
  t.ok(bans.find({ ...nobody, clientId: 'c1' }));
  clock.now = 2_000;
  t.equal(bans.find({ ...nobody, clientId: 'c1' }), undefined);
  t.equal(bans.find({ ...nobody, remoteAddress: '192.0.2.1' }), undefined);
  t.same(bans.list(), []);
  t.notOk(await bans.remove('clientid', 'c1'));
  t.equal(await bans.add(ban('clientid', 'c1', 3_000)), 'added');
  t.equal(await bans.sweep(), 1);
  t.same([...store.rows.keys()], ['clientid:c1']);
});

t.test('what is stored counts after a restart, but for what is over and for what is too much', async (t) => {
  const rows = [ban('clientid', 'old', 1_000), ban('clientid', 'c1'), ban('peerhost_net', '192.0.2.0/24')];
  const { bans } = await openBans(new StoreInMemory(...rows));
  t.equal(bans.size, 2);
  t.ok(bans.find({ ...nobody, remoteAddress: '192.0.2.1' }));
  const bounded = await openBans(new StoreInMemory(...rows), { bansMax: 1 });
  t.equal(bounded.bans.size, 1);
  const [first, second] = [ban('peerhost_net', '192.0.2.0/24'), ban('peerhost_net', '198.51.100.0/24')];
  const networks = await openBans(new StoreInMemory(first, second), { networksMax: 1 });
  t.equal(networks.bans.size, 1);
});

t.test('a lifted ban is gone, here and in the store, in whatever spelling', async (t) => {
  const { bans, store } = await openBans();
  await bans.add(ban('peerhost', '2001:db8::1'));
  t.ok(await bans.remove('peerhost', '2001:DB8:0::1'));
  t.notOk(await bans.remove('peerhost', '2001:db8::1'));
  t.equal(store.rows.size, 0);
  await bans.add(ban('peerhost_net', '192.0.2.0/24'));
  await bans.clear();
  t.equal(bans.find({ ...nobody, remoteAddress: '192.0.2.1' }), undefined);
  t.equal(store.rows.size, 0);
});

t.test('past the bound no ban is taken; those that are over make room', async (t) => {
  const { bans, clock } = await openBans(new StoreInMemory(), { bansMax: 3, networksMax: 1 });
  t.equal(await bans.add(ban('peerhost_net', '192.0.2.0/24')), 'added');
  t.equal(await bans.add(ban('peerhost_net', '198.51.100.0/24')), 'full');
  t.equal(await bans.add(ban('clientid', 'a', 2_000)), 'added');
  t.equal(await bans.add(ban('clientid', 'b')), 'added');
  t.equal(await bans.add(ban('clientid', 'c')), 'full');
  clock.now = 2_000;
  t.equal(await bans.add(ban('clientid', 'c')), 'added');
  t.equal(bans.size, 3);
  await bans.remove('peerhost_net', '192.0.2.0/24');
  t.equal(await bans.add(ban('peerhost_net', '198.51.100.0/24')), 'added');
});

t.test('a ban that cannot be stored is none, one that cannot be forgotten stays', async (t) => {
  const { bans, store } = await openBans();
  await bans.add(ban('clientid', 'c1'));
  store.isBroken = true;
  await t.rejects(bans.add(ban('clientid', 'c2')), /disk full/);
  t.equal(bans.find({ ...nobody, clientId: 'c2' }), undefined);
  await t.rejects(bans.remove('clientid', 'c1'), /disk full/);
  t.ok(bans.find({ ...nobody, clientId: 'c1' }));
  await t.rejects(bans.add(ban('peerhost', 'nowhere')), { code: 'access_invalid_ban' });
});

t.test('of two who add the same at once, one does', async (t) => {
  const { bans } = await openBans();
  const both = await Promise.all([bans.add(ban('clientid', 'c1')), bans.add(ban('clientid', 'c1'))]);
  t.same(both.sort(), ['added', 'exists']);
});

t.test('among many networks the one that still counts is found', async (t) => {
  const { bans, clock } = await openBans();
  for (let n = 0; n < 100; n++) await bans.add(ban('peerhost_net', `10.0.${n}.0/24`, 1_100 + n));
  await bans.add(ban('peerhost_net', '10.0.0.0/16', 5_000));
  const found = (address: string) => bans.find({ ...nobody, remoteAddress: address })?.who;
  for (let n = 0; n < 100; n++) t.equal(found(`10.0.${n}.1`), `10.0.${n}.0/24`);
  t.equal(found('10.1.0.1'), undefined);
  clock.now = 1_170;
  t.equal(found('10.0.70.1'), '10.0.0.0/16');
  t.equal(found('10.0.71.1'), '10.0.71.0/24');
  clock.now = 5_000;
  t.equal(found('10.0.70.1'), undefined);
});

t.test('the list is ordered and can be searched', async (t) => {
  const { bans } = await openBans();
  for (const who of ['b', 'a', 'ab']) await bans.add(ban('clientid', who));
  await bans.add(ban('username', 'a'));
  const found = (filter: Parameters<Bans['list']>[0]) => bans.list(filter).map(({ as, who }) => `${as}:${who}`);
  t.same(found({}), ['clientid:a', 'clientid:ab', 'clientid:b', 'username:a']);
  t.same(found({ as: 'username' }), ['username:a']);
  t.same(found({ who: 'a' }), ['clientid:a', 'username:a']);
  t.same(found({ as: 'clientid', likeWho: 'a' }), ['clientid:a', 'clientid:ab']);
});
