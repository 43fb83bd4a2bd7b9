import t from 'tap';
import { chanceOf } from '../../src/soak/chance.ts';
import {
  answerOfChargePoint,
  answerTo,
  bootCall,
  type Subprotocol,
  someCall,
  someCommand,
} from '../../src/soak/messages.ts';

const versions: readonly Subprotocol[] = ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'];

// That each of them is right is seen by a soak: the server checks all of them, and an error where none is due fails it.
for (const version of versions) {
  t.test(`a charge point of ${version} says a little of everything`, async (t) => {
    const chance = chanceOf(1);
    const calls = Array.from({ length: 2_000 }, () => someCall(version, chance));
    const actions = new Set(calls.map(({ action }) => action));
    for (const action of ['MeterValues', 'Heartbeat', 'StatusNotification', 'Authorize', 'DataTransfer']) {
      t.ok(actions.has(action), action);
    }
    t.ok(actions.has(version === 'ocpp1.6' ? 'StopTransaction' : 'TransactionEvent'));
    t.ok(calls.some(({ isGood }) => !isGood));
    for (const { action, payload } of [...calls, bootCall(version)]) {
      t.equal(typeof JSON.parse(payload), 'object');
      t.equal(typeof JSON.parse(answerTo(version, action)), 'object');
    }
  });

  t.test(`a CSMS says to one of ${version} what it can answer`, async (t) => {
    const chance = chanceOf(1);
    const commands = Array.from({ length: 100 }, () => someCommand(version, chance));
    t.ok(commands.some(({ answer }) => answer === null));
    for (const { action, answer } of commands) t.equal(answerOfChargePoint(version, action), answer);
    t.equal(answerOfChargePoint(version, 'Unheard'), null);
  });
}
