import t from 'tap';
import { FakeStation, settled } from './fake-station.ts';

t.test('a diagnostics upload reports that it began and that it ended', async (t) => {
  const station = new FakeStation();
  station.maintenance.start('diagnostics', 0);
  station.clock.advance(10_000);
  t.same(station.sent('DiagnosticsStatusNotification'), [{ status: 'Uploading' }, { status: 'Uploaded' }]);
  t.same(station.clock.waiting, []);
});

t.test('a firmware update begins at its time and reports every step', async (t) => {
  const station = new FakeStation();
  station.maintenance.start('firmware', 60_000);
  station.clock.advance(59_999);
  t.same(station.calls, []);
  station.clock.advance(10_000);
  t.same(
    station.sent('FirmwareStatusNotification').map(({ status }) => status),
    ['Downloading', 'Downloaded', 'Installing', 'Installed'],
  );
});

t.test('asked for, a job tells where it stands, and Idle when it does not run', async (t) => {
  const station = new FakeStation();
  await station.maintenance.notify('firmware');
  station.maintenance.start('firmware', 0);
  station.clock.advance(1_000);
  await station.maintenance.notify('firmware');
  station.clock.advance(10_000);
  await station.maintenance.notify('firmware');
  t.same(
    station.sent('FirmwareStatusNotification').map(({ status }) => status),
    ['Idle', 'Downloading', 'Downloaded', 'Downloaded', 'Installing', 'Installed', 'Idle'],
  );
});

t.test('a request while a job runs starts it over', async (t) => {
  const station = new FakeStation();
  station.maintenance.start('diagnostics', 0);
  station.clock.advance(0);
  station.maintenance.start('diagnostics', 0);
  station.clock.advance(10_000);
  t.same(
    station.sent('DiagnosticsStatusNotification').map(({ status }) => status),
    ['Uploading', 'Uploading', 'Uploaded'],
  );
});

t.test('a notification that fails is a problem, and the job goes on', async (t) => {
  const station = new FakeStation();
  station.answers.set('DiagnosticsStatusNotification', new Error('no'));
  station.maintenance.start('diagnostics', 0);
  station.clock.advance(10_000);
  await settled();
  t.equal(station.problems.length, 2);
});

t.test('the diagnostics have a file name with their time', async (t) => {
  t.equal(new FakeStation().maintenance.diagnosticsFileName(), 'diagnostics-2026-01-05T10-00-00-000Z.log');
});
