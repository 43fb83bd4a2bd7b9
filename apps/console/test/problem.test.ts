import { ApiError } from '@ocpp-broker/api-client';
import t from 'tap';
import { isAbort, problemOf } from '../src/problem.ts';

t.test('any exception has a message for people, an error of the API its own', async (t) => {
  const error = new ApiError(404, 'RESOURCE_NOT_FOUND', 'Client not found');
  t.equal(problemOf(error), error);
  t.match(problemOf(new TypeError('x is not a function')), {
    code: 'CONSOLE',
    status: null,
    message: 'The console failed: x is not a function',
  });
  t.match(problemOf('odd'), { message: 'The console failed: odd' });
});

t.test('a request that was called off is told from one that failed', async (t) => {
  const called = new AbortController();
  called.abort();
  t.ok(isAbort(called.signal.reason));
  t.notOk(isAbort(new ApiError(null, 'TIMED_OUT', 'The server did not answer in time')));
});
