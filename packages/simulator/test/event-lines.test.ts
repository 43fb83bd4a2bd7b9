import t from 'tap';
import { ChargePoint } from '../src/charge-point.ts';
import { ConnectionFailed, HandshakeRefused } from '../src/errors.ts';
import { writeEventLines } from '../src/event-lines.ts';

const play = (quiet: boolean) => {
  const chargePoint = new ChargePoint({ url: 'ws://127.0.0.1:1/ocpp', identity: 'CP1', password: 'secret' });
  const lines: string[] = [];
  writeEventLines(chargePoint, (line) => lines.push(line), quiet);
  const call = (action: string) => ({
    kind: 'Call' as const,
    uniqueId: 'u',
    action,
    payload: { idTag: 'SECRET' },
    payloadText: '{}',
  });
  const answer = { kind: 'CallResult' as const, uniqueId: 'u', payload: {}, payloadText: '{}' };
  const transaction = { connectorId: 1, transactionId: 7, energyWh: 90 };
  chargePoint.emit('open', 'ocpp1.6');
  chargePoint.emit('open', '');
  chargePoint.emit('booted', 'Accepted', 300);
  chargePoint.emit('state', 1, 'Charging');
  chargePoint.emit('transaction', { ...transaction, kind: 'started' });
  chargePoint.emit('transaction', { ...transaction, kind: 'metered' });
  chargePoint.emit('transaction', { ...transaction, kind: 'stopped', reason: 'Local' });
  chargePoint.emit('answer', answer, call('Heartbeat'));
  chargePoint.emit('answer', answer, call('Authorize'));
  chargePoint.emit('call', call('RemoteStartTransaction'));
  chargePoint.emit('reboot', 'Soft');
  chargePoint.emit('close', { code: 1008, reason: 'replaced' });
  chargePoint.emit('close', { code: 1006, reason: '' });
  chargePoint.emit('reconnecting', { attempt: 1, delayMs: 1_500, cause: undefined });
  chargePoint.emit('reconnecting', { attempt: 1, delayMs: 500, cause: new HandshakeRefused(401, {}, '') });
  chargePoint.emit('reconnecting', { attempt: 1, delayMs: 500, cause: new ConnectionFailed(new Error('no route')) });
  chargePoint.emit('lost', undefined);
  chargePoint.emit('problem', new Error('odd'));
  return lines;
};

t.test('every event is one line, without idTags or passwords', async (t) => {
  const lines = play(false);
  t.same(lines, [
    'CP1 connected (ocpp1.6)',
    'CP1 connected (no subprotocol)',
    'CP1 booted: Accepted, interval 300 s',
    'CP1 connector 1 is Charging',
    'CP1 connector 1 transaction 7 started, 90 Wh',
    'CP1 connector 1 transaction 7 charges, 90 Wh',
    'CP1 connector 1 transaction 7 stopped (Local), 90 Wh',
    'CP1 heartbeat',
    'CP1 was asked for RemoteStartTransaction',
    'CP1 reboots (Soft)',
    'CP1 disconnected with 1008 (replaced)',
    'CP1 disconnected with 1006',
    'CP1 next attempt in 1.5 s',
    'CP1 was refused with HTTP status 401; next attempt in 0.5 s',
    'CP1 no connection: no route; next attempt in 0.5 s',
    'CP1 stays disconnected',
    'CP1 problem: odd',
  ]);
  t.notMatch(lines.join('\n'), /secret/i);
});

t.test('quiet keeps the problems', async (t) => {
  t.same(play(true), [
    'CP1 was refused with HTTP status 401; next attempt in 0.5 s',
    'CP1 no connection: no route; next attempt in 0.5 s',
    'CP1 stays disconnected',
    'CP1 problem: odd',
  ]);
});
