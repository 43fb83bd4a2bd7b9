import t from 'tap';
import { FakeStation } from './fake-station.ts';

const status = (value: string) => ({ status: value });
const reservation = (changes: object = {}) => ({
  connectorId: 1,
  expiryDate: '2026-01-05T10:10:00Z',
  idTag: 'A',
  reservationId: 1,
  ...changes,
});
const states = (station: FakeStation) =>
  station.sent('StatusNotification').map(({ connectorId, status: state }) => `${connectorId} ${state}`);

t.test('a local list that was sent is there, with its version', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('GetLocalListVersion', {}), { listVersion: 0 });
  const list = [
    { idTag: 'A', idTagInfo: { status: 'Accepted', parentIdTag: 'P' } },
    { idTag: 'B', idTagInfo: status('Blocked') },
  ];
  t.same(
    await station.ask('SendLocalList', { listVersion: 3, updateType: 'Full', localAuthorizationList: list }),
    status('Accepted'),
  );
  t.same(await station.ask('GetLocalListVersion', {}), { listVersion: 3 });
  t.same(station.device.localList.find('A'), { status: 'Accepted', parentIdTag: 'P' });
  const removal = { listVersion: 4, updateType: 'Differential', localAuthorizationList: [{ idTag: 'A' }] };
  t.same(await station.ask('SendLocalList', removal), status('Accepted'));
  t.equal(station.device.localList.find('A'), undefined);
  t.same(await station.ask('SendLocalList', removal), status('VersionMismatch'));
});

t.test('a list that is switched off is not supported', async (t) => {
  const station = new FakeStation();
  station.device.configuration.change('LocalAuthListEnabled', 'false');
  t.same(await station.ask('SendLocalList', { listVersion: 1, updateType: 'Full' }), status('NotSupported'));
  t.same(await station.ask('GetLocalListVersion', {}), { listVersion: -1 });
});

t.test('a reservation holds the connector until it expires', async (t) => {
  const station = new FakeStation();
  t.same(await station.ask('ReserveNow', reservation()), status('Accepted'));
  t.same(states(station), ['1 Reserved']);
  station.clock.advance(600_000);
  t.same(states(station), ['1 Reserved', '1 Available']);
});

t.test('a reservation is cancelled by its id', async (t) => {
  const station = new FakeStation();
  await station.ask('ReserveNow', reservation());
  t.same(await station.ask('CancelReservation', { reservationId: 2 }), status('Rejected'));
  t.same(await station.ask('CancelReservation', { reservationId: 1 }), status('Accepted'));
  t.same(states(station), ['1 Reserved', '1 Available']);
  t.same(station.clock.waiting, []);
});

t.test('the same reservation again replaces the old one, also on another connector', async (t) => {
  const station = new FakeStation(2);
  await station.ask('ReserveNow', reservation());
  t.same(await station.ask('ReserveNow', reservation({ expiryDate: '2026-01-05T10:20:00Z' })), status('Accepted'));
  t.same(station.clock.waiting, [1_200_000]);
  t.same(await station.ask('ReserveNow', reservation({ connectorId: 2 })), status('Accepted'));
  t.same(states(station), ['1 Reserved', '1 Available', '2 Reserved']);
  t.same(station.clock.waiting, [600_000]);
});

t.test('what cannot be reserved says why', async (t) => {
  const station = new FakeStation(4);
  const [, one, two, three] = station.device.connectors;
  if (one === undefined || two === undefined || three === undefined) throw new Error('no connectors');
  one.errorCode = 'OtherError';
  two.changeAvailability(false);
  three.phase = 'charging';
  const cases: [object, string][] = [
    [{ connectorId: 0 }, 'Rejected'],
    [{ connectorId: 1 }, 'Faulted'],
    [{ connectorId: 2 }, 'Unavailable'],
    [{ connectorId: 3 }, 'Occupied'],
    [{ connectorId: 9 }, 'Rejected'],
    [{ connectorId: 4, expiryDate: '2026-01-05T09:00:00Z' }, 'Rejected'],
  ];
  for (const [changes, expected] of cases)
    t.same(await station.ask('ReserveNow', reservation(changes)), status(expected));
  await station.ask('ReserveNow', reservation({ connectorId: 4 }));
  t.same(await station.ask('ReserveNow', reservation({ connectorId: 4, reservationId: 2 })), status('Occupied'));
});
