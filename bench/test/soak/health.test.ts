import t from 'tap';
import { type Health, judgedFromMs, judgeMemory, metricOf, openHandles, readHealth } from '../../src/soak/health.ts';

const mega = 1_000_000;
const timeMs = 3_600_000;

/** A sample each second; the heap swings, as heaps do. */
const samplesOf = (heapAt: (share: number) => number, residentAt: (share: number) => number): readonly Health[] =>
  Array.from({ length: 3600 }, (_, index) => ({
    atMs: index * 1000,
    heapBytes: heapAt(index / 3600) + (index % 10) * mega,
    residentBytes: residentAt(index / 3600),
    ...{ cpuMicroseconds: undefined, handles: undefined, lateMs: undefined },
  }));

t.test('memory that fills up in the beginning and swings then is flat', async (t) => {
  const filling = (share: number) => Math.min(1, share * 5) * 100 * mega;
  const verdicts = judgeMemory(samplesOf(filling, filling), timeMs);
  t.match(verdicts, { heap: { isFlat: true, beforeBytes: 100 * mega }, resident: { isFlat: true } });
});

t.test('memory that grows by more than a tenth is not', async (t) => {
  const growing = (share: number) => (100 + share * 30) * mega;
  const flat = () => 100 * mega;
  t.match(judgeMemory(samplesOf(growing, flat), timeMs), { heap: { isFlat: false }, resident: { isFlat: true } });
  t.match(judgeMemory(samplesOf(flat, growing), timeMs), { heap: { isFlat: true }, resident: { isFlat: false } });
});

t.test('a little of little is no growth', async (t) => {
  const verdicts = judgeMemory(
    samplesOf(
      (share) => (20 + share * 8) * mega,
      () => mega,
    ),
    timeMs,
  );
  t.match(verdicts, { heap: { isFlat: true } });
});

t.test('a short soak, and one whose system tells nothing, are not judged', async (t) => {
  t.equal(
    judgeMemory(
      samplesOf(
        () => mega,
        () => mega,
      ),
      judgedFromMs - 1,
    ),
    undefined,
  );
  t.equal(judgeMemory([], timeMs), undefined);
});

t.test('what the metrics and the system tell is read', async (t) => {
  const metrics = [
    '# HELP ocpp_broker_process_memory_bytes Memory of the process.',
    'ocpp_broker_process_memory_bytes{kind="heap_used"} 12345678',
    'ocpp_broker_event_loop_delay_seconds{quantile="1"} 0.025',
  ].join('\n');
  t.match(readHealth(metrics, process.pid, 5), { atMs: 5, heapBytes: 12_345_678, lateMs: 25 });
  t.equal(metricOf(metrics, 'nothing'), undefined);
  t.equal(openHandles(-1), undefined);
});
