import t from 'tap';
import * as errors from '../src/errors.ts';

t.test('every error has a name, a stable code and a sentence', async (t) => {
  const cases: [errors.SimulatorError, string, string][] = [
    [
      new errors.HandshakeRefused(401, {}, ''),
      'HANDSHAKE_REFUSED',
      'the server refused the handshake with HTTP status 401',
    ],
    [new errors.ConnectionFailed(new Error('no route')), 'CONNECTION_FAILED', 'no connection: no route'],
    [new errors.ConnectionFailed('odd'), 'CONNECTION_FAILED', 'no connection: odd'],
    [new errors.ConnectionClosed(1006, ''), 'CONNECTION_CLOSED', 'the connection closed with 1006'],
    [new errors.ConnectionClosed(1008, 'bye'), 'CONNECTION_CLOSED', 'the connection closed with 1008 (bye)'],
    [new errors.NotConnected(), 'NOT_CONNECTED', 'the charge point is not connected'],
    [new errors.CallErrorReceived('A', 'InternalError', '', {}), 'CALL_ERROR', 'A was answered with InternalError'],
    [new errors.CallErrorReceived('A', 'X', 'why', {}), 'CALL_ERROR', 'A was answered with X: why'],
    [new errors.CallTimedOut('A', 5), 'CALL_TIMED_OUT', 'A was not answered within 5 ms'],
    [new errors.CallQueueFull('A', 5), 'CALL_QUEUE_FULL', 'A was not queued: 5 calls wait already'],
    [new errors.ChargePointClosed(), 'CLOSED', 'the charge point was closed'],
    [new errors.TransactionRefused(1, 'occupied'), 'TRANSACTION_REFUSED', 'no transaction on connector 1: occupied'],
    [
      new errors.InboxOverflowed(3),
      'INBOX_OVERFLOWED',
      'more than 3 frames waited to be read; the newer ones are lost',
    ],
    [new errors.WaitTimedOut('a frame', 7), 'WAIT_TIMED_OUT', 'a frame did not come within 7 ms'],
    [new errors.CallRefused('NotSupported', 'not here'), 'CALL_REFUSED', 'not here'],
  ];
  for (const [error, code, message] of cases) {
    t.match({ code: error.code, message: error.message }, { code, message });
    t.equal(error.name, error.constructor.name);
  }
  t.equal(new errors.ConnectionFailed('x').cause, 'x');
});

t.test('a loss is what fails with the connection, and nothing else', async (t) => {
  const losses = [new errors.ConnectionClosed(1006, ''), new errors.NotConnected(), new errors.ChargePointClosed()];
  t.ok(losses.every(errors.isLoss));
  t.notOk([new errors.CallTimedOut('A', 1), new Error('x'), undefined].some(errors.isLoss));
});
