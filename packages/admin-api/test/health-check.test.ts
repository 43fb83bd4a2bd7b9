import t from 'tap';
import { ReadinessCheck } from '../src/health-check.ts';
import type { Readiness } from '../src/index.ts';

const GOOD: Readiness = { ready: true, problems: [] };

/** A check whose node answers as told, with what it logs. */
function rig(answer: () => Readiness | Promise<Readiness>, timeoutMs = 60_000) {
  const time = { now: 1_000 };
  const errors: object[] = [];
  const asked = { times: 0 };
  const health = {
    readiness: () => {
      asked.times += 1;
      return answer();
    },
  };
  const log = { info: () => {}, warn: () => {}, error: (details: object) => void errors.push(details) };
  const clock = { now: () => time.now };
  return { time, errors, asked, check: new ReadinessCheck({ health, clock, log }, { freshMs: 1_000, timeoutMs }) };
}

t.test('who asks within a second gets the same answer, and the node is asked once', async (t) => {
  const { check, time, asked } = rig(() => GOOD);
  t.same(await Promise.all([check.readiness(), check.readiness()]), [GOOD, GOOD]);
  time.now += 999;
  await check.readiness();
  t.equal(asked.times, 1);
  time.now += 1;
  await check.readiness();
  t.equal(asked.times, 2);
  time.now -= 5_000;
  await check.readiness();
  t.equal(asked.times, 3, 'a clock that is set back does not freeze the answer');
});

t.test('a check that fails is a problem, and is logged', async (t) => {
  const { check, errors } = rig(() => Promise.reject(new Error('disk at /secret/path')));
  t.same(await check.readiness(), { ready: false, problems: ['the check failed'] });
  t.equal(errors.length, 1);
});

t.test('a check that takes too long is a problem', async (t) => {
  const { check } = rig(() => new Promise(() => {}), 1);
  t.same(await check.readiness(), { ready: false, problems: ['the check takes too long'] });
});
