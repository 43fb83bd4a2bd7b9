import t from 'tap';
import { parseSettings, webhookSettingsSchema } from '../src/index.ts';
import { problemsOf } from './problems.ts';

const url = 'https://example.org/events';
const good = (document: unknown) => parseSettings([{ source: 'test', document }]);
const hook = (part: object = {}) => ({ webhooks: { billing: { url, ...part } } });

t.test('a webhook needs a URL and nothing else', async (t) => {
  t.match(good(hook()).webhooks.billing, {
    url,
    enable: true,
    events: ['*'],
    identities: [],
    direction: 'both',
    secret: '',
    headers: {},
    cacertfile: '',
    batch: { max_events: 100, max_bytes: '256KB', max_wait: '1s' },
    timeout: '5s',
    retry: { first: '1s', factor: 2, max: '5m', attempts: 0 },
    max_age: '1d',
    queue: { max_events: 100_000, max_bytes: '64MB' },
    dead_letters: { max_events: 10_000, max_bytes: '64MB' },
    concurrency: 1,
  });
});

t.test('a URL is one of HTTP, and holds no user and no password', async (t) => {
  for (const good of ['http://10.0.0.7:8080/x?key=1', 'HTTPS://example.org', 'https://[::1]/a#b', 'https://h/@x']) {
    t.strictSame(problemsOf(hook({ url: good })), [], good);
  }
  for (const bad of [
    'example.org',
    'ftp://example.org',
    'https://',
    'https:///x',
    'https://me:pw@example.org',
    'https://a b',
  ]) {
    t.match(
      problemsOf(hook({ url: bad })),
      [{ path: 'webhooks.billing.url', message: /without user and password/ }],
      bad,
    );
  }
});

t.test('events are those that there are', async (t) => {
  const fine = ['*', 'chargepoint.*', 'client.disconnected', 'call', 'result.Reset', 'call.Vendor-x:y'];
  t.strictSame(problemsOf(hook({ events: fine })), []);
  for (const bad of ['', 'calls', 'call.', 'call.*', 'chargepoint.Boot', 'call.a b', 'send.a.b']) {
    t.match(problemsOf(hook({ events: [bad] })), [{ path: 'webhooks.billing.events.0' }], bad);
  }
});

t.test('a header has a name and a value that HTTP can carry, and no more than 32 of them', async (t) => {
  t.strictSame(problemsOf(hook({ headers: { Authorization: 'Bearer x\ty' } })), []);
  t.match(problemsOf(hook({ headers: { 'a b': 'x' } })), [{ path: 'webhooks.billing.headers.a b' }]);
  t.match(problemsOf(hook({ headers: { a: 'x\r\nb: y' } })), [{ path: 'webhooks.billing.headers.a' }]);
  const many = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`x-${n}`, 'v']));
  t.match(problemsOf(hook({ headers: many })), [{ message: /at most 32 headers/ }]);
});

t.test('a factor may have decimals', async (t) => {
  t.equal(good(hook({ retry: { factor: 1.5 } })).webhooks.billing?.retry.factor, 1.5);
  for (const factor of [0.5, 101, '2']) {
    t.match(problemsOf(hook({ retry: { factor } })), [{ message: 'must be a number from 1 to 100' }]);
  }
});

t.test('there are at most 32 webhooks', async (t) => {
  const many = (count: number) => ({
    webhooks: Object.fromEntries(Array.from({ length: count }, (_, n) => [`hook${n}`, { url }])),
  });
  t.strictSame(problemsOf(many(32)), []);
  t.match(problemsOf(many(33)), [{ path: 'webhooks', message: /at most 32 webhooks/ }]);
});

t.test('the schema of one webhook has each of its settings, all of them live', async (t) => {
  const { properties } = webhookSettingsSchema();
  t.strictSame(Object.keys(properties), Object.keys(good(hook()).webhooks.billing ?? {}));
});
