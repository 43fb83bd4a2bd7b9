import t from 'tap';
import type { LoopResult } from '../src/load-job.ts';
import { loopFigures } from '../src/loop-figures.ts';

t.test('a run that lost messages, or got strange ones, yields no figures', async (t) => {
  const result: LoopResult = {
    sent: 100,
    answered: 100,
    strange: 0,
    measured: 50,
    measuredSeconds: 2,
    serverCpuMicroseconds: 5_000,
    loadCpuMicroseconds: 1_000_000,
    latencyMs: { p50: 1, p99: 2, p999: 3, max: 4 },
    serverResidentBytes: 50_000_000,
  };
  t.match(loopFigures(result), { cpuMicroseconds: 100, perSecond: 25, residentMegabytes: 50, loadBusyPercent: 50 });
  t.throws(() => loopFigures({ ...result, answered: 99 }), /of 100 CALLs 99 were answered/);
  t.throws(() => loopFigures({ ...result, strange: 1 }), /1 messages were strange/);
  const unknown = loopFigures({ ...result, serverCpuMicroseconds: undefined, serverResidentBytes: undefined });
  t.equal(unknown.cpuMicroseconds, undefined);
  t.equal(unknown.residentMegabytes, undefined);
});
