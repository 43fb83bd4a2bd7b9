// How a CALL of the charge point ended, as it is told beside the frame that ends it.

import t from 'tap';
import { ChargePointCalls } from '../src/charge-point-calls.ts';
import { type Output, unansweredMax } from '../src/index.ts';
import { call, error, result, rules } from './opened-session.ts';

const beat = (uniqueId: string) => call(uniqueId, 'Heartbeat');
const time = { currentTime: '2026-01-01T00:00:00Z' };
const responder = { afterMs: 1_000, heartbeatIntervalS: 60, idTags: undefined };

const ends = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.kind === 'transmit' ? [output.end] : []));

/** One that took u1 at 5. */
function asked(options: Parameters<typeof rules>[0] = {}): ChargePointCalls {
  const calls = new ChargePointCalls();
  calls.receive(beat('u1'), rules(options), true, 5);
  return calls;
}

t.test('a CALL ends with the answer of the CSMS, of the responder, or of nobody', async (t) => {
  const end = (outcome: string) => [{ action: 'Heartbeat', outcome, sentAt: 5 }];
  t.strictSame(ends(asked().answer(result('u1', time), rules(), 9).outputs), end('result'));
  t.strictSame(ends(asked().answer(error('u1', 'GenericError'), rules(), 9).outputs), end('error'));
  t.strictSame(ends(asked({ responder }).advance(rules({ responder }), 1_005).outputs), end('responded'));
  t.strictSame(ends(asked().advance(rules(), 60_005).outputs), end('timed_out'));
});

t.test('a CALL that breaks a rule ends as it comes', async (t) => {
  const calls = asked();
  const broken = [beat('u1'), call('u2', 'Dance'), call('u3', 'Authorize')];
  for (const each of broken) {
    const { action } = each;
    t.strictSame(ends(calls.receive(each, rules(), true, 7)), [{ action, outcome: 'refused', sentAt: 7 }]);
  }
  t.strictSame(ends(calls.receive(beat('u4'), rules(), false, 8)), [
    { action: 'Heartbeat', outcome: 'refused', sentAt: 8 },
  ]);
});

t.test('a CALL that is given up for another is told apart from one that is refused', async (t) => {
  const calls = new ChargePointCalls();
  for (let at = 0; at < unansweredMax; at += 1) calls.receive(beat(`u${at}`), rules(), true, at);
  t.strictSame(ends(calls.receive(beat('one more'), rules(), true, 200)), [
    { action: 'Heartbeat', outcome: 'overflow', sentAt: 0 },
  ]);
});

t.test('an answer that was given before ends nothing, and neither does one that is refused', async (t) => {
  const calls = asked();
  t.strictSame(calls.answer(result('u9', time), rules(), 6).ok, false);
  calls.answer(result('u1', time), rules(), 6);
  t.strictSame(ends(calls.receive(beat('u1'), rules(), true, 7)), [undefined]);
});
