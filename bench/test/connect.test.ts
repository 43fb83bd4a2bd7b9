import t from 'tap';
import { candidates } from '../src/candidates.ts';
import { connect, figuresOf } from '../src/connect.ts';
import type { ConnectResult } from '../src/load-job.ts';
import { smallScale, surroundings } from './test-surroundings.ts';

// Servers are started; on a busy machine that takes its time.
t.setTimeout(110_000);

for (const candidate of candidates) {
  t.test(`a crowd comes in to ${candidate.name}, and each of it is counted`, async (t) => {
    const [one] = connect.cases({ ...smallScale, sizes: [20] });
    const measuring = await one?.open(candidate, surroundings);
    const figures = await measuring?.measure();
    t.equal(figures?.connected, 20);
    t.ok(connect.columns.every(({ key }) => key in (figures ?? {})));
  });
}

t.test('a crowd of which one was refused yields no figures', async (t) => {
  const result: ConnectResult = {
    kind: 'connect',
    connected: 10,
    failed: 0,
    seconds: 2,
    serverCpuMicroseconds: 5_000,
    loadCpuMicroseconds: 1_000_000,
    handshakeMs: { p50: 1, p99: 2, p999: 3, max: 4 },
    residentBytesBefore: 1_000_000,
    residentBytesResting: 1_100_000,
  };
  t.match(figuresOf(result), { cpuMicroseconds: 500, perSecond: 5, restingKilobytes: 10, loadBusyPercent: 50 });
  t.throws(() => figuresOf({ ...result, failed: 1 }), /1 of 11 handshakes failed/);
  t.equal(figuresOf({ ...result, residentBytesBefore: undefined }).restingKilobytes, undefined);
});
