import t from 'tap';
import { printDeadLetter, printTest, printWebhook, webhookEntry } from '../src/webhook-json.ts';
import { MemoryWebhooks } from './fixtures/memory-webhooks.ts';

const hook = {
  url: 'https://example.org',
  enable: true,
  secret: 'shh',
  headers: { authorization: 'Bearer x', empty: '' },
};
const status = new MemoryWebhooks().status('billing');

t.test('secrets and the values of headers are masked, what is empty stays so', async (t) => {
  const shown = printWebhook('billing', hook, status);
  t.match(shown, { name: 'billing', url: '******', secret: '******', headers: { authorization: '******', empty: '' } });
  t.notMatch(JSON.stringify(shown), /shh|Bearer|example/);
  t.match(printWebhook('billing', { ...hook, secret: '' }, status), { secret: '' });
});

t.test('a mask that comes back is the secret that was there, and anything else is a new one', async (t) => {
  const entry = webhookEntry(
    'billing',
    { secret: '******', headers: { authorization: '******', fresh: '******' } },
    hook,
  );
  t.same(entry, { secret: 'shh', headers: { authorization: 'Bearer x', fresh: '******' } });
  t.same(webhookEntry('billing', { secret: 'new', headers: { authorization: null } }, hook), {
    secret: 'new',
    headers: { authorization: null },
  });
});

t.test('what was shown besides the settings may come back, and is left out', async (t) => {
  t.same(webhookEntry('billing', { name: 'x', status: {}, url: 'u' }, hook), { url: 'u' });
});

t.test('names that objects inherit hold no secret', async (t) => {
  t.same(webhookEntry('billing', { headers: { constructor: '******' } }, hook), { headers: { constructor: '******' } });
});

t.test('an event whose text cannot be read is shown as the text that it is', async (t) => {
  const letter = { id: 1, at: 0, reason: 'too old', attempts: 3, eventText: '{"a":' };
  t.match(printDeadLetter(letter), { at: '1970-01-01T00:00:00.000Z', event: { text: '{"a":' } });
  t.match(printDeadLetter({ ...letter, eventText: '{"a":1}' }), { event: { a: 1 } });
});

t.test('a test is delivered when the answer is 2xx', async (t) => {
  const answered = (code: number) => printTest({ kind: 'answered', status: code, latencyMs: 1.4 });
  t.same(answered(204), { delivered: true, status: 204, problem: null, latency_ms: 1 });
  for (const code of [199, 300, 500]) t.match(answered(code), { delivered: false, status: code });
  const unanswered = printTest({ kind: 'unanswered', problem: 'refused', latencyMs: 5 });
  t.same(unanswered, { delivered: false, status: null, problem: 'refused', latency_ms: 5 });
});
