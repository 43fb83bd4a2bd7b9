import t from 'tap';
import {
  encodeFrame,
  errorDescriptionLengthMax,
  type Message,
  messageTypeIds,
  uniqueIdLengthMax,
} from '../src/index.ts';
import { call, error, result } from './opened-session.ts';

t.test('the kinds of message are numbered 2 to 6', async (t) => {
  t.strictSame(messageTypeIds, { Call: 2, CallResult: 3, CallError: 4, CallResultError: 5, Send: 6 });
});

t.test('an id has 36 characters at most, a description 255', async (t) => {
  t.equal(uniqueIdLengthMax, 36);
  t.equal(errorDescriptionLengthMax, 255);
});

t.test('every kind has its frame', async (t) => {
  const messages: readonly Message[] = [
    call('u', 'Heartbeat'),
    result('u', { status: 'Accepted' }),
    error('u', 'GenericError', 'why', '{"a":1}'),
    { ...error('u', 'GenericError'), kind: 'CallResultError' },
    { ...call('u', 'NotifyPeriodicEventStream'), kind: 'Send' },
  ];
  t.strictSame(messages.map(encodeFrame), [
    '[2,"u","Heartbeat",{}]',
    '[3,"u",{"status":"Accepted"}]',
    '[4,"u","GenericError","why",{"a":1}]',
    '[5,"u","GenericError","",{}]',
    '[6,"u","NotifyPeriodicEventStream",{}]',
  ]);
});
