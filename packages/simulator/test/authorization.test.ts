import t from 'tap';
import { authorize, idTagInfo } from '../src/authorization.ts';
import { FakeStation } from './fake-station.ts';

t.test('online the server decides, and its answer is remembered', async (t) => {
  const station = new FakeStation();
  station.answers.set('Authorize', { idTagInfo: { status: 'Blocked', parentIdTag: 'P' } });
  t.equal(await authorize(station, 'A'), 'Blocked');
  t.same(station.sent('Authorize'), [{ idTag: 'A' }]);
  t.same(station.device.cache.find('a'), { status: 'Blocked', parentIdTag: 'P' });
});

t.test('with LocalPreAuthorize a known and accepted idTag needs no server', async (t) => {
  const station = new FakeStation();
  await authorize(station, 'A');
  await authorize(station, 'A');
  t.equal(station.sent('Authorize').length, 2);
  station.device.configuration.change('LocalPreAuthorize', 'true');
  t.equal(await authorize(station, 'A'), 'Accepted');
  t.equal(station.sent('Authorize').length, 2);
  station.device.cache.remember('B', { status: 'Blocked' });
  t.equal(await authorize(station, 'B'), 'Accepted', 'one that was not accepted is asked about again');
});

t.test('offline the local list decides, then the cache, then the configuration', async (t) => {
  const station = new FakeStation();
  const { configuration, localList, cache } = station.device;
  station.online = false;
  cache.remember('A', { status: 'Accepted' });
  cache.remember('B', { status: 'Accepted' });
  localList.update('Full', 1, [{ idTag: 'A', info: { status: 'Blocked' } }]);
  t.equal(await authorize(station, 'A'), 'Blocked');
  t.equal(await authorize(station, 'B'), 'Accepted');
  t.equal(await authorize(station, 'C'), 'Invalid');
  configuration.change('AllowOfflineTxForUnknownId', 'true');
  t.equal(await authorize(station, 'C'), 'Accepted');
  configuration.change('LocalAuthListEnabled', 'false');
  t.equal(await authorize(station, 'A'), 'Accepted', 'the cache, without the list');
  t.same(station.calls, []);
});

t.test('what has expired is not accepted any more', async (t) => {
  const station = new FakeStation();
  station.online = false;
  station.device.cache.remember('A', { status: 'Accepted', expiryDateMs: station.now() });
  t.equal(await authorize(station, 'A'), 'Expired');
});

t.test('without the cache nothing is remembered', async (t) => {
  const station = new FakeStation();
  station.device.configuration.change('AuthorizationCacheEnabled', 'false');
  await authorize(station, 'A');
  t.equal(station.device.cache.find('A'), undefined);
});

t.test('an idTagInfo without status is Invalid', async (t) => {
  t.same(idTagInfo({}), { status: 'Invalid' });
  t.same(idTagInfo({ status: 'Accepted', expiryDate: '2026-01-01T00:00:00Z' }), {
    status: 'Accepted',
    expiryDateMs: Date.UTC(2026, 0, 1),
  });
});
