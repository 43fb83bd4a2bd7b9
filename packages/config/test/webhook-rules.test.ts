import t from 'tap';
import { problemsOf } from './problems.ts';

const url = 'https://example.org/events';

t.test('a webhook without a URL is refused, also while it is off', async (t) => {
  t.match(problemsOf({ webhooks: { billing: { enable: false } } }), [
    { path: 'webhooks.billing.url', message: 'is needed: it says where events go' },
  ]);
});

t.test('the first wait is not longer than the longest', async (t) => {
  t.match(problemsOf({ webhooks: { billing: { url, retry: { first: '2s', max: '1s' } } } }), [
    { path: 'webhooks.billing.retry.first', message: 'must not be longer than webhooks.billing.retry.max' },
  ]);
  t.strictSame(problemsOf({ webhooks: { billing: { url, retry: { first: '2s', max: '2s' } } } }), []);
});

t.test('a URL that is refused is not missed besides', async (t) => {
  t.equal(problemsOf({ webhooks: { billing: { url: 'nowhere' } } }).length, 1);
});
