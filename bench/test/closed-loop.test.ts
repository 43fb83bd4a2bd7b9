import t from 'tap';
import { ClosedLoop } from '../src/closed-loop.ts';
import type { LoopTerms } from '../src/load-job.ts';

const terms: LoopTerms = { warmUp: 5, measured: 20, standstillMs: 20_000, timeMaxMs: 30_000 };

t.test('each lane has one under way, and the others go on behind the last that is measured', async (t) => {
  const loop = new ClosedLoop(3, [process.pid], terms);
  const begun: number[] = [];
  const underWay = new Set<number>();
  const result = await loop.run((lane, sequence) => {
    t.notOk(underWay.has(lane));
    underWay.add(lane);
    begun.push(sequence);
    setImmediate(() => {
      underWay.delete(lane);
      loop.finished(lane);
    });
  });
  t.match(result, { sent: 28, answered: 28, strange: 0, measured: 20 });
  t.same(
    begun,
    Array.from({ length: 28 }, (_, sequence) => sequence),
  );
  t.ok(result.measuredSeconds > 0 && result.latencyMs.p50 > 0 && result.latencyMs.p99 <= result.latencyMs.max);
  t.equal(typeof result.serverCpuMicroseconds, typeof result.serverResidentBytes);
});

t.test('without a warm-up the measured time begins with the first', async (t) => {
  const loop = new ClosedLoop(1, [], { ...terms, warmUp: 0 });
  const result = await loop.run((lane) => setImmediate(() => loop.finished(lane)));
  t.match(result, { sent: 21, answered: 21, measured: 20 });
});

t.test('a standstill, a load that takes too long and a failure reject with what was reached', async (t) => {
  const still = new ClosedLoop(2, [], { ...terms, standstillMs: 10 });
  still.strange();
  await t.rejects(
    still.run(() => {}),
    /stands still: 0 of 27 were answered, 1 messages were strange/,
  );
  const long = new ClosedLoop(2, [], { ...terms, timeMaxMs: 10 });
  await t.rejects(
    long.run(() => {}),
    /longer than 10 ms: 0 of 27/,
  );
  const failed = new ClosedLoop(2, [], terms);
  failed.fail(new Error('lost its way'));
  await t.rejects(
    failed.run(() => {}),
    /lost its way/,
  );
});
