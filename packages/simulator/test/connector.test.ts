import t from 'tap';
import { Connector } from '../src/connector.ts';

const create = () => new Connector(1, () => 0.5);

t.test('the status follows fault, phase, availability and reservation, in that order', async (t) => {
  const connector = create();
  t.equal(connector.status, 'Available');
  connector.reservation = { reservationId: 1, idTag: 'A', parentIdTag: undefined };
  t.equal(connector.status, 'Reserved');
  connector.changeAvailability(false);
  t.equal(connector.status, 'Unavailable');
  const phases = [
    ['preparing', 'Preparing'],
    ['charging', 'Charging'],
    ['suspended', 'SuspendedEVSE'],
    ['finishing', 'Finishing'],
  ] as const;
  for (const [phase, status] of phases) {
    connector.phase = phase;
    t.equal(connector.status, status);
  }
  connector.errorCode = 'GroundFailure';
  t.equal(connector.status, 'Faulted');
});

t.test('a change of availability waits while the connector is busy', async (t) => {
  const connector = create();
  connector.phase = 'charging';
  t.equal(connector.changeAvailability(false), 'Scheduled');
  t.equal(connector.operative, true);
  connector.release();
  t.equal(connector.status, 'Unavailable');
  t.equal(connector.changeAvailability(true), 'Accepted');
  t.equal(connector.status, 'Available');
});

t.test('a scheduled change can be taken back', async (t) => {
  const connector = create();
  connector.phase = 'charging';
  connector.changeAvailability(false);
  t.equal(connector.changeAvailability(true), 'Accepted');
  connector.release();
  t.equal(connector.status, 'Available');
});
