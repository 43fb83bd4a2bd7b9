import t from 'tap';
import { FailureCounts } from '../src/failure-counts.ts';

const limits = { failuresMax: 3, firstWaitMs: 1_000, waitMaxMs: 4_000, entriesMax: 10 };

t.test('waits begin with the last failure that is allowed and double up to the longest', async (t) => {
  const counts = new FailureCounts(limits);
  let now = 0;
  const waits: number[] = [];
  for (let n = 0; n < 7; n++) {
    const waitMs = counts.add('a', now);
    waits.push(waitMs);
    t.equal(counts.waitMs('a', now), waitMs);
    now += waitMs;
  }
  t.same(waits, [0, 0, 1_000, 2_000, 4_000, 4_000, 4_000]);
  t.equal(counts.waitMs('a', now), 0);
  t.equal(counts.waitMs('b', now), 0);
});

t.test('failures while it waits are not counted', async (t) => {
  const counts = new FailureCounts({ ...limits, failuresMax: 1 });
  t.equal(counts.add('a', 0), 1_000);
  t.equal(counts.add('a', 400), 600);
  t.equal(counts.add('a', 400), 600);
  t.equal(counts.add('a', 1_000), 2_000);
});

t.test('one failure fades in the time of two longest waits', async (t) => {
  const counts = new FailureCounts(limits);
  counts.add('a', 0);
  counts.add('a', 0);
  t.equal(counts.add('a', 8_000), 0);
  t.equal(counts.add('a', 8_000), 1_000);
  t.equal(counts.add('a', 1_000_000), 0);
  t.ok(counts.has('a'));
});

t.test('with no limit nobody waits, and it is still known who has failed', async (t) => {
  const counts = new FailureCounts({ ...limits, failuresMax: 0 });
  for (let n = 0; n < 10; n++) t.equal(counts.add('a', 0), 0);
  t.ok(counts.has('a'));
});

t.test('past the bound the one that failed longest ago is forgotten', async (t) => {
  const counts = new FailureCounts({ ...limits, entriesMax: 2 });
  counts.add('a', 0);
  counts.add('b', 0);
  counts.add('a', 0);
  counts.add('c', 0);
  t.same(
    ['a', 'b', 'c'].filter((key) => counts.has(key)),
    ['a', 'c'],
  );
  t.equal(counts.size, 2);
  counts.delete('a');
  t.notOk(counts.has('a'));
});
