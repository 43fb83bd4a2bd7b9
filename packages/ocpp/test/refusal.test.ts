import t from 'tap';
import { refusal } from '../src/index.ts';
import { reasonOf } from '../src/refusal.ts';

t.test('a refusal says why in words, and as a reason that a program can read', async (t) => {
  t.strictSame(refusal('u1', 'queue_full', 'GenericError', '100 CALLs wait', '1.6'), {
    kind: 'CallError',
    uniqueId: 'u1',
    errorCode: 'GenericError',
    errorDescription: '100 CALLs wait',
    errorDetailsText: '{"Reason":"queue_full"}',
  });
});

t.test('its code is spelled for the version', async (t) => {
  t.equal(refusal('u1', 'not_a_message', 'FormatViolation', '', '1.6').errorCode, 'FormationViolation');
  t.equal(refusal('u1', 'not_a_message', 'FormatViolation', '', '2.0.1').errorCode, 'FormatViolation');
});

t.test('its description is cut to 255 characters', async (t) => {
  t.equal(refusal('u1', 'timed_out', 'GenericError', 'x'.repeat(10_000), '1.6').errorDescription, 'x'.repeat(255));
});

t.test('what the version does not allow is told from a payload that breaks its schema', async (t) => {
  for (const errorCode of ['NotImplemented', 'NotSupported'] as const)
    t.equal(reasonOf({ errorCode, description: '' }), 'not_allowed');
  for (const errorCode of ['FormatViolation', 'TypeConstraintViolation', 'OccurrenceConstraintViolation'] as const)
    t.equal(reasonOf({ errorCode, description: '' }), 'invalid_payload');
});
