import t from 'tap';
import { note, transmit, transmitError } from '../src/output-of.ts';
import { call } from './opened-session.ts';

t.test('a transmit carries the frame and the message that it was made of', async (t) => {
  const message = call('u1', 'Reset', { type: 'Soft' });
  t.strictSame(transmit(message), { kind: 'transmit', text: '[2,"u1","Reset",{"type":"Soft"}]', message });
});

t.test('an error of ours has a description and empty details, never the frame that it is about', async (t) => {
  const output = transmitError('u1', 'NotImplemented', 'why');
  t.match(output, { kind: 'transmit', text: '[4,"u1","NotImplemented","why",{}]' });
});

t.test('a report names the action where there is one', async (t) => {
  t.strictSame(note('queue_full', 'downstream', 'why', 'Reset'), {
    kind: 'report',
    report: { code: 'queue_full', direction: 'downstream', detail: 'why', action: 'Reset' },
  });
  t.strictSame(note('malformed_frame', 'upstream', 'why'), {
    kind: 'report',
    report: { code: 'malformed_frame', direction: 'upstream', detail: 'why' },
  });
});

t.test('a transmit that ends a CALL says how it ended', async (t) => {
  const end = { action: 'Reset', outcome: 'refused', sentAt: 5 } as const;
  t.match(transmitError('u1', 'NotSupported', 'why', end), { kind: 'transmit', end });
  t.notOk('end' in transmit(call('u1', 'Reset')));
});
