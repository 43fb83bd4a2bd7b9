import t from 'tap';
import { describe, type Verdict, verdictOf } from '../src/verdict.ts';

const of = (status: number): Verdict => verdictOf({ outcome: 'answered', status, retryAfter: undefined });

t.test(
  'an answer says whether events are taken, refused for ever, not wanted any more, or to be sent again',
  async (t) => {
    const table: Readonly<Record<Verdict, readonly number[]>> = {
      taken: [200, 201, 202, 204, 299],
      refused: [400, 402, 405, 406, 409, 411, 413, 415, 418, 422, 451],
      gone: [410],
      failed: [301, 302, 307, 308, 401, 403, 404, 407, 408, 421, 425, 429, 500, 501, 502, 503, 504, 599, 0, 600],
    };
    for (const [verdict, list] of Object.entries(table))
      for (const status of list) t.equal(of(status), verdict, `${status}`);
    t.equal(verdictOf({ outcome: 'unanswered', problem: 'no answer (ECONNREFUSED)' }), 'failed');
  },
);

t.test('an answer is described by what went wrong', async (t) => {
  t.equal(describe({ outcome: 'unanswered', problem: 'no answer (ECONNREFUSED)' }), 'no answer (ECONNREFUSED)');
  t.equal(describe({ outcome: 'answered', status: 503, retryAfter: undefined }), 'answered 503');
  t.equal(
    describe({ outcome: 'answered', status: 302, retryAfter: undefined }),
    'answered 302; redirects are not followed',
  );
});
