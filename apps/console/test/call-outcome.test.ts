import { ApiError } from '@ocpp-broker/api-client';
import t from 'tap';
import { outcomeOfError, outcomeOfReply } from '../src/call-outcome.ts';

t.test('a CALLRESULT tells its status, which may be a no', async (t) => {
  t.strictSame(outcomeOfReply({ unique_id: 'u', status: 'result', payload: { status: 'Accepted' }, latency_ms: 84 }), {
    kind: 'success',
    title: 'The charge point answered: Accepted.',
    detail: 'It took 84 ms.',
    answer: { status: 'Accepted' },
    isUnheard: false,
  });
  t.match(outcomeOfReply({ unique_id: 'u', status: 'result', payload: { status: 'Rejected' } }), {
    kind: 'warning',
    title: 'The charge point answered: Rejected.',
    detail: '',
  });
  t.match(outcomeOfReply({ unique_id: 'u', status: 'result', payload: {} }), {
    kind: 'success',
    title: 'The charge point answered.',
    answer: {},
  });
});

t.test('a CALLERROR tells its code, its description, and details when there are any', async (t) => {
  const error = { unique_id: 'u', status: 'error', error_code: 'NotSupported', error_description: 'never' } as const;
  t.match(outcomeOfReply({ ...error, error_details: {} }), {
    kind: 'danger',
    title: 'The charge point answered with the error NotSupported.',
    detail: 'never',
    answer: null,
  });
  t.strictSame(outcomeOfReply({ ...error, error_details: { a: 1 } }).answer, { a: 1 });
});

const failures: readonly (readonly [status: number, code: string, beginning: string])[] = [
  [400, 'CALL_INVALID', 'Not sent: the payload breaks'],
  [400, 'BAD_REQUEST', 'Not sent: the request'],
  [403, 'UNAUTHORIZED_ROLE', 'Not sent: your role'],
  [404, 'RESOURCE_NOT_FOUND', 'Not sent: the charge point is not connected'],
  [409, 'QUEUE_FULL', 'Not sent: too many CALLs wait for this'],
  [409, 'DUPLICATE_UNIQUE_ID', 'Not sent: a CALL of the same id'],
  [502, 'CALL_LOST', 'Sent, but the connection ended'],
  [502, 'CALL_NOT_SENT', 'Not sent.'],
  [503, 'SERVICE_UNAVAILABLE', 'Not sent: the server waits'],
  [504, 'CALL_TIMED_OUT', 'Sent, but no answer came in time'],
  [500, 'UNKNOWN_ERROR', 'The CALL failed.'],
];

t.test('every failure says first whether the CALL was sent, then the words of the API', async (t) => {
  for (const [status, code, beginning] of failures) {
    const { title, detail, isUnheard } = outcomeOfError(new ApiError(status, code, 'the words of the API'));
    t.ok(title.startsWith(beginning), `${code}: ${title}`);
    t.equal(detail, 'the words of the API');
    t.equal(isUnheard, false);
  }
  t.equal(new Set(failures.map(([, code]) => outcomeOfError(new ApiError(1, code, '')).title)).size, failures.length);
});

t.test('an answer that never came leaves it open, and says that trying again does no harm', async (t) => {
  for (const code of ['UNREACHABLE', 'TIMED_OUT', 'UNREADABLE']) {
    const { title, detail, isUnheard } = outcomeOfError(new ApiError(null, code, 'The server cannot be reached'));
    t.match(title, 'not known whether it was sent');
    t.match(detail, 'carried out once at most');
    t.equal(isUnheard, true);
  }
});
