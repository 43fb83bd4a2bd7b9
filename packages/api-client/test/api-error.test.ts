import t from 'tap';
import { ApiError, errorOf, failureOf } from '../src/api-error.ts';

const quiet = new AbortController().signal;

t.test('an answer that is no error of the API is told by its status', async (t) => {
  const response = new Response('', { status: 502, statusText: 'Bad Gateway' });
  for (const body of [undefined, null, 'text', [], { code: 1, message: '' }]) {
    t.match(errorOf(response, body), {
      status: 502,
      code: 'UNREADABLE',
      message: 'The server answered 502 Bad Gateway',
    });
  }
});

t.test(
  'a failure is the caller’s reason, our timeout, or a server that cannot be reached, in that order',
  async (t) => {
    const gone = AbortSignal.abort(new Error('gone'));
    t.match(failureOf(new Error('x'), { timeout: AbortSignal.abort(), given: gone }), { message: 'gone' });
    t.match(failureOf(new Error('x'), { timeout: AbortSignal.abort(), given: undefined }), { code: 'TIMED_OUT' });
    const refused = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED ::1:1') });
    t.match(failureOf(refused, { timeout: quiet, given: quiet }), {
      code: 'UNREACHABLE',
      message: 'The server cannot be reached (connect ECONNREFUSED ::1:1)',
    });
    // Node joins the reasons of several addresses in an error without a message of its own.
    const joined = new TypeError('fetch failed', {
      cause: Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }),
    });
    t.match(failureOf(joined, { timeout: quiet, given: undefined }), { message: /\(ECONNREFUSED\)/ });
    t.match(failureOf(new TypeError('Failed to fetch'), { timeout: quiet, given: undefined }), {
      message: 'The server cannot be reached',
    });
  },
);

t.test('what is known stays as it is, and what is not known is not hidden', async (t) => {
  const known = new ApiError(404, 'NOT_FOUND', 'no');
  t.equal(failureOf(known, { timeout: AbortSignal.abort(), given: undefined }), known);
  const unknown = new RangeError('ours');
  t.equal(failureOf(unknown, { timeout: quiet, given: undefined }), unknown);
});
