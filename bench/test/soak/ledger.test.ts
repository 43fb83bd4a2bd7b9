import t from 'tap';
import { Ledger, violationsKeptMax } from '../../src/soak/ledger.ts';

const patienceMs = 1000;

t.test('a CALL that is answered and kept is settled', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCall('c1', 'CP1', true, 10);
  ledger.keepCall('c1', false);
  t.equal(ledger.open, 1);
  t.equal(ledger.answerCall('c1', 'CP1', 'result', 25), 15);
  t.equal(ledger.open, 0);
  t.match(ledger.counts, { calls: 1, results: 1, kept: 1 });
  t.same(ledger.violations, []);
});

t.test('a CALL that breaks its schema is to be refused, and nobody keeps it', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCall('c1', 'CP1', false, 0);
  ledger.answerCall('c1', 'CP1', 'error', 1);
  t.equal(ledger.open, 0);
  t.equal(ledger.counts.refusals, 1);
  ledger.sendCall('c2', 'CP1', false, 0);
  ledger.answerCall('c2', 'CP1', 'result', 1);
  ledger.sendCall('c3', 'CP1', true, 0);
  ledger.answerCall('c3', 'CP1', 'error', 1);
  t.same(ledger.violations, ['CP1 got result to c2', 'CP1 got error to c3']);
});

t.test('an answer too many, to nobody or to somebody else is a violation', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCall('c1', 'CP1', true, 0);
  ledger.answerCall('c1', 'CP1', 'result', 1);
  t.equal(ledger.answerCall('c1', 'CP1', 'result', 2), undefined);
  ledger.answerCall('c9', 'CP1', 'result', 3);
  ledger.sendCall('c2', 'CP1', true, 4);
  ledger.answerCall('c2', 'CP2', 'result', 5);
  t.equal(ledger.violationCount, 3);
});

t.test('what is never answered, never kept or never comes is found when its time is over', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCall('c1', 'CP1', true, 0);
  ledger.sendCall('c2', 'CP1', true, 0);
  ledger.answerCall('c2', 'CP1', 'result', 1);
  ledger.sendCommand('d1', 'CP1', 'result', 0);
  ledger.expect('note 1', 0);
  ledger.sweep(patienceMs - 1);
  t.equal(ledger.violationCount, 0);
  ledger.sweep(patienceMs);
  t.same(ledger.violations, [
    'c1 of CP1 was never answered',
    'c2 of CP1 never came to whom it is kept for',
    'd1 for CP1 never ended',
    'note 1 did not come',
  ]);
  t.equal(ledger.open, 0);
});

t.test('a CALL whose connection ended may be given up, or repeated and published twice', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCall('c1', 'CP1', true, 0);
  ledger.cutCall('c1', false, 10);
  ledger.keepCall('c1', false);
  ledger.sendCall('c2', 'CP1', true, 0);
  ledger.cutCall('c2', true, 10);
  ledger.repeatCall('c2', 900);
  ledger.keepCall('c2', false);
  ledger.keepCall('c2', false);
  t.ok(ledger.wasCut('c2'));
  ledger.sweep(patienceMs);
  ledger.answerCall('c2', 'CP1', 'result', 1100);
  t.same(ledger.violations, []);
  t.equal(ledger.open, 0);
  t.match(ledger.counts, { repeated: 1, givenUp: 1 });
  ledger.sweep(patienceMs + 10);
  t.notOk(ledger.wasCut('c2'));
});

t.test('a CALL that is published twice is a violation, but for the copy of a PUBLISH', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCall('c1', 'CP1', true, 0);
  ledger.keepCall('c1', false);
  ledger.keepCall('c1', true);
  t.equal(ledger.violationCount, 0);
  ledger.keepCall('c1', false);
  t.same(ledger.violations, ['c1 was published twice, or by nobody']);
});

t.test('a command ends once, with what its charge point answered', async (t) => {
  const ledger = new Ledger(patienceMs);
  ledger.sendCommand('d1', 'CP1', 'result', 0);
  ledger.receiveCommand('d1', 'CP1');
  ledger.endCommand('d1', 'result', Number.NEGATIVE_INFINITY);
  ledger.sendCommand('d2', 'CP1', 'error', 0);
  ledger.receiveCommand('d2', 'CP1');
  ledger.endCommand('d2', 'error', Number.NEGATIVE_INFINITY);
  t.match(ledger.counts, { commands: 2, commandResults: 1, commandErrors: 1 });
  t.same(ledger.violations, []);
  ledger.endCommand('d2', { reason: 'timed_out' }, 0);
  ledger.sendCommand('d3', 'CP1', 'result', 0);
  ledger.endCommand('d3', 'result', 0);
  ledger.sendCommand('d4', 'CP1', 'result', 0);
  ledger.receiveCommand('d4', 'CP1');
  ledger.receiveCommand('d4', 'CP1');
  ledger.receiveCommand('d4', 'CP2');
  t.same(ledger.violations, [
    'd2 ended twice, or was never sent (timed_out)',
    'd3 for CP1 ended with result',
    'CP1 got d4 twice',
    'CP2 got d4, which is not for it',
  ]);
});

t.test('a command may be lost with the connection of its charge point, and with nothing else', async (t) => {
  const ledger = new Ledger(patienceMs);
  for (const id of ['d1', 'd2', 'd3']) ledger.sendCommand(id, 'CP1', 'result', 10_000);
  ledger.endCommand('d1', { reason: 'connection_lost' }, 10_500);
  t.equal(ledger.counts.commandsLost, 1);
  ledger.endCommand('d2', { reason: 'connection_lost' }, 5_000);
  ledger.endCommand('d3', { reason: 'timed_out' }, 10_500);
  t.same(ledger.violations, ['d2 for CP1 ended with connection_lost', 'd3 for CP1 ended with timed_out']);
});

t.test('only the first violations are kept, all are counted', async (t) => {
  const ledger = new Ledger(patienceMs);
  for (let index = 0; index <= violationsKeptMax; index += 1) ledger.violate(`number ${index}`);
  t.equal(ledger.violationCount, violationsKeptMax + 1);
  t.equal(ledger.violations.length, violationsKeptMax);
});

t.test(
  'an answer is refused when its charge point has gone, before or after that was seen, and never else',
  async (t) => {
    const ledger = new Ledger(patienceMs);
    for (const id of ['c1', 'c2', 'c3', 'c4']) ledger.sendCall(id, 'CP1', true, 100);
    ledger.cutCall('c1', false, 110);
    ledger.refuseAnswer('c1', 'not_connected', 111);
    ledger.refuseAnswer('c2', 'not_connected', 110);
    ledger.cutCall('c2', false, 111);
    t.same(ledger.violations, []);
    ledger.refuseAnswer('c3', 'invalid_payload', 110);
    ledger.refuseAnswer('c4', 'unknown_unique_id', 50);
    ledger.sweep(patienceMs + 60);
    t.match(ledger.violations, ['the answer to c3 was refused: invalid_payload', /connection that c4 came over/]);
  },
);
