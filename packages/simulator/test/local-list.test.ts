import t from 'tap';
import { AuthorizationCache, cachedIdTagsMax, LocalList, localListLengthMax } from '../src/local-list.ts';

const info = { status: 'Accepted' };

t.test('a full update replaces the list, a differential one adds, changes and removes', async (t) => {
  const list = new LocalList();
  t.equal(list.version, 0);
  t.equal(
    list.update('Full', 3, [
      { idTag: 'A', info },
      { idTag: 'B', info },
    ]),
    'Accepted',
  );
  t.equal(
    list.update('Differential', 4, [{ idTag: 'a' }, { idTag: 'B', info: { status: 'Blocked' } }, { idTag: 'C', info }]),
    'Accepted',
  );
  t.equal(list.version, 4);
  t.same([list.find('A'), list.find('b'), list.find('c')], [undefined, { status: 'Blocked' }, info]);
  t.equal(list.update('Full', 1, []), 'Accepted', 'a full one may also go back');
  t.equal(list.find('B'), undefined);
});

t.test('an update that is not accepted leaves the list as it was', async (t) => {
  const list = new LocalList();
  list.update('Full', 5, [{ idTag: 'A', info }]);
  t.equal(list.update('Differential', 5, [{ idTag: 'B', info }]), 'VersionMismatch');
  t.equal(list.update('Full', 0, []), 'Failed');
  t.equal(
    list.update('Full', 6, [
      { idTag: 'B', info },
      { idTag: 'b', info },
    ]),
    'Failed',
    'an idTag twice',
  );
  t.equal(list.update('Full', 6, [{ idTag: 'B' }]), 'Failed', 'nothing to remove from');
  const tooMany = Array.from({ length: localListLengthMax + 1 }, (_, index) => ({ idTag: `T${index}`, info }));
  t.equal(list.update('Full', 6, tooMany), 'Failed');
  t.equal(list.version, 5);
  t.same(list.find('A'), info);
});

t.test('a list of the largest size is taken', async (t) => {
  const entries = Array.from({ length: localListLengthMax }, (_, index) => ({ idTag: `T${index}`, info }));
  t.equal(new LocalList().update('Full', 1, entries), 'Accepted');
});

t.test('the cache forgets the idTag that was longest unused when it is full', async (t) => {
  const cache = new AuthorizationCache();
  for (let index = 0; index < cachedIdTagsMax; index += 1) cache.remember(`T${index}`, info);
  cache.remember('t0', info);
  cache.remember('one more', info);
  t.same([cache.find('T0'), cache.find('T1')], [info, undefined]);
  cache.clear();
  t.equal(cache.find('T0'), undefined);
});
