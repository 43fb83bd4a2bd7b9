import { decodeFrame, type Output } from '@ocpp-broker/ocpp';
import t from 'tap';
import { ConnectionWatch } from '../src/connection-watch.ts';
import { FrameLog } from '../src/frame-log.ts';
import { connectionOptions } from './fixtures/connection-rig.ts';
import { RecordingObserver } from './fixtures/recording-observer.ts';

const { validator } = connectionOptions();
const came = { listenerId: 'ocpp:ws:default', remoteAddress: '127.0.0.1', remotePort: 1 };
const peer = { identity: 'CP1', username: 'user', version: '1.6', ...came } as const;

function watching(keep: number, observer?: RecordingObserver) {
  const frames = new FrameLog({ keep, bytesMax: 100_000, idTagsMasked: true });
  let lookups = 0;
  const session = {
    actionOf: (uniqueId: string) => {
      lookups += 1;
      return uniqueId === 'c1' ? 'Reset' : undefined;
    },
  };
  const watch = new ConnectionWatch({ peer, frames, observer }, session, () => validator);
  const receive = (text: string) => watch.received(decodeFrame(text, '1.6'), text, text.length, 7);
  return { watch, frames, receive, lookups: () => lookups };
}

const sent: Extract<Output, { kind: 'transmit' }> = {
  kind: 'transmit',
  text: '[3,"u1",{}]',
  message: { kind: 'CallResult', uniqueId: 'u1', payload: {}, payloadText: '{}' },
  end: { action: 'DataTransfer', outcome: 'result', sentAt: 2 },
};

t.test('where nobody looks on, nothing is asked and nothing is kept', async (t) => {
  const { watch, frames, receive, lookups } = watching(0);
  receive('[3,"c1",{}]');
  watch.receivedBinary(3, 7);
  watch.sent(sent, 11, 7);
  watch.carriesOut(sent, 7);
  watch.reported({ code: 'malformed_frame', direction: 'upstream', detail: '' });
  t.equal(lookups(), 0);
  t.strictSame(frames.recent('CP1'), []);
});

t.test('frames are described to the log, and not to an observer that is not there', async (t) => {
  const { watch, frames, receive } = watching(10);
  receive('[3,"c1",{}]');
  receive('[4,"c9","GenericError","",{}]');
  receive('');
  watch.receivedBinary(3, 8);
  watch.sent(sent, 11, 9);
  t.match(frames.recent('CP1'), [
    { at: 7, type: 3, uniqueId: 'c1', action: 'Reset', errorCode: null, bytes: 11 },
    { type: 4, uniqueId: 'c9', action: null, errorCode: 'GenericError' },
    { at: 8, type: null, uniqueId: null, text: '', bytes: 3 },
    { at: 9, direction: 'downstream', type: 3, action: 'DataTransfer' },
  ]);
});

t.test('an observer is told of frames and ends by known actions, of messages by those that were written', async (t) => {
  const observer = new RecordingObserver();
  const { watch, frames, receive } = watching(0, observer);
  receive('[2,"u1","Explode",{}]');
  watch.sent(sent, 11, 9);
  watch.carriesOut(sent, 9);
  watch.carriesOut({ kind: 'publish', channel: 'call', message: { ...callOf('Explode') }, action: 'Explode' }, 10);
  t.strictSame(observer.frames, [
    ['upstream', 2, 'other', 21],
    ['downstream', 3, 'DataTransfer', 11],
  ]);
  t.strictSame(observer.ends, [['charge-point', 'DataTransfer', 'result', 7]]);
  t.match(observer.messages, [
    { at: 9, direction: 'downstream', action: 'DataTransfer' },
    { at: 10, direction: 'upstream', action: 'Explode' },
  ]);
  t.strictSame(frames.recent('CP1'), []);
});

t.test('a caller that gives up is no end', async (t) => {
  const observer = new RecordingObserver();
  const { watch } = watching(0, observer);
  const { message } = sent;
  if (message?.kind !== 'CallResult') throw new Error('a CALLRESULT');
  for (const outcome of ['given_up', 'timed_out'] as const) {
    watch.carriesOut(
      { kind: 'settle', caller: 1, message, action: 'Reset', end: { action: 'Reset', outcome, sentAt: 1 } },
      5,
    );
  }
  t.strictSame(observer.ends, [['api', 'Reset', 'timed_out', 4]]);
  t.equal(observer.messages.length, 1);
});

function callOf(action: string) {
  return { kind: 'Call', uniqueId: 'u1', action, payload: {}, payloadText: '{}' } as const;
}
