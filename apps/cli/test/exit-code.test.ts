import t from 'tap';
import { exitCode, exitCodeMeanings } from '../src/exit-code.ts';

t.test('the exit codes are those that scripts know', async (t) => {
  t.same(exitCode, {
    ok: 0,
    failed: 1,
    usage: 2,
    callError: 3,
    notConnected: 4,
    timedOut: 5,
    invalid: 6,
    queueFull: 7,
    lost: 8,
    unreachable: 9,
    unauthorized: 10,
    notSent: 11,
  });
  t.same(
    exitCodeMeanings.map(([code]) => code),
    Object.values(exitCode),
  );
});
