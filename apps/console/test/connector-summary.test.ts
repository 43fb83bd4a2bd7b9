import t from 'tap';
import { connectorSummary } from '../src/connector-summary.ts';

const connector = (id: number, status: string) => ({ id, evse_id: null, status, error_code: null });

t.test('connectors of one status are counted together, the worst first', async (t) => {
  t.strictSame(
    connectorSummary([
      connector(1, 'Available'),
      connector(2, 'Charging'),
      connector(3, 'Available'),
      connector(4, 'Faulted'),
    ]),
    [
      { status: 'Faulted', count: 1 },
      { status: 'Charging', count: 1 },
      { status: 'Available', count: 2 },
    ],
  );
});

t.test('connector 0 is counted only when the charge point as a whole cannot serve', async (t) => {
  t.strictSame(connectorSummary([connector(0, 'Available'), connector(1, 'Reserved')]), [
    { status: 'Reserved', count: 1 },
  ]);
  t.strictSame(connectorSummary([connector(0, 'Unavailable')]), [{ status: 'Unavailable', count: 1 }]);
});

t.test('a status of a vendor’s own comes last', async (t) => {
  const statuses = connectorSummary([connector(1, 'Zzz'), connector(2, 'Aaa'), connector(3, 'Finishing')]);
  t.strictSame(
    statuses.map(({ status }) => status),
    ['Finishing', 'Aaa', 'Zzz'],
  );
});
