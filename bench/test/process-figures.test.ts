import { existsSync } from 'node:fs';
import t from 'tap';
import { cpuMicroseconds, cpuMicrosecondsOf, residentBytes, residentBytesOf } from '../src/process-figures.ts';

const skip = existsSync('/proc/self/stat') ? false : 'the system has no /proc';

/** A process that ended long ago, if it ever was: the kernel's numbers end at 4,194,304. */
const nobody = 4_194_305;

t.test("a process's CPU time is what it is told itself, and grows with its work", { skip }, async (t) => {
  const before = cpuMicroseconds(process.pid) ?? 0;
  const told = process.cpuUsage();
  t.ok(before > 0);
  let work = 0;
  // Bounded by the clock, so that a busy machine does not decide.
  while (process.cpuUsage(told).user < 60_000) work += Math.sqrt(work + 1);
  const took = (cpuMicroseconds(process.pid) ?? 0) - before;
  const tookByItself = process.cpuUsage(told).user + process.cpuUsage(told).system;
  t.ok(took >= 40_000, `${took} µs for at least 60,000`);
  t.ok(took <= tookByItself + 20_000, `${took} µs of ${tookByItself}`);
});

t.test("a process's memory is what it is told itself", { skip }, async (t) => {
  const told = process.memoryUsage.rss();
  const read = residentBytes(process.pid) ?? 0;
  t.ok(Math.abs(read - told) < told / 2, `${read} and ${told}`);
});

t.test('several processes are added up, and one that is missing makes the sum unknown', { skip }, async (t) => {
  const one = cpuMicroseconds(process.pid) ?? 0;
  t.ok((cpuMicrosecondsOf([process.pid, process.pid]) ?? 0) >= 2 * one);
  t.equal(cpuMicrosecondsOf([process.pid, nobody]), undefined);
  t.equal(residentBytesOf([nobody]), undefined);
  t.equal(cpuMicrosecondsOf([]), 0);
});
