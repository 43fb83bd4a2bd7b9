import t from 'tap';
import { checkHooks } from '../src/option-check.ts';
import { WebhookError } from '../src/webhook-error.ts';
import { hooksMax, type WebhookOptions, webhookDefaults } from '../src/webhook-options.ts';
import { hook } from './fixture/open.ts';

const good = hook('good', 'https://example.org/events?a=b');

function problemsOf(...hooks: readonly WebhookOptions[]) {
  try {
    checkHooks(hooks);
    return [];
  } catch (error) {
    if (error instanceof WebhookError && error.code === 'webhook_invalid_option') return error.problems;
    throw error;
  }
}

t.test('hooks that can be used are taken', async (t) => {
  const other = hook('other-1_b', 'HTTP://[::1]:8080', {
    headers: { Authorization: 'Bearer x' },
    events: ['call.BootNotification'],
    identities: ['CP*'],
  });
  t.strictSame(problemsOf(good, other), []);
  t.strictSame(problemsOf(), []);
});

t.test('each option that cannot be used is told with its hook', async (t) => {
  const wrong: readonly (readonly [Partial<WebhookOptions>, string])[] = [
    [{ name: '' }, 'name'],
    [{ name: 'a b' }, 'name'],
    [{ name: 'x'.repeat(65) }, 'name'],
    [{ url: '' }, 'url'],
    [{ url: 'example.org' }, 'url'],
    [{ url: 'ftp://example.org' }, 'url'],
    [{ url: 'http:example.org' }, 'url'],
    [{ url: 'http://' }, 'url'],
    [{ url: 'https://user:pass@example.org' }, 'url'],
    [{ events: ['call', 'nothing'] }, 'events'],
    [{ events: Array(1_001).fill('call') }, 'events'],
    [{ identities: [''] }, 'identities'],
    [{ ca: 'no certificate' }, 'ca'],
    [{ ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, 'ca'],
    [{ headers: { 'a b': 'x' } }, 'headers'],
    [{ headers: { a: 'x\ny' } }, 'headers'],
    [{ headers: { 'Content-Length': '3' } }, 'headers'],
    [{ headers: { 'X-OCPP-Broker-Signature': 'x' } }, 'headers'],
    [{ headers: Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`h${n}`, ''])) }, 'headers'],
    [{ batch: { ...webhookDefaults.batch, eventsMax: 0 } }, 'batch.eventsMax'],
    [{ batch: { ...webhookDefaults.batch, bytesMax: 1 } }, 'batch.bytesMax'],
    [{ batch: { ...webhookDefaults.batch, waitMs: -1 } }, 'batch.waitMs'],
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 1_000.5 }, 'timeoutMs'],
    [{ retry: { ...webhookDefaults.retry, factor: 0.5 } }, 'retry.factor'],
    [{ retry: { ...webhookDefaults.retry, factor: Number.NaN } }, 'retry.factor'],
    [{ retry: { ...webhookDefaults.retry, firstMs: 400_000 } }, 'retry.maxMs'],
    [{ retry: { ...webhookDefaults.retry, attemptsMax: -1 } }, 'retry.attemptsMax'],
    [{ ageMaxMs: 0 }, 'ageMaxMs'],
    [{ queue: { eventsMax: 0, bytesMax: 1_024 } }, 'queue.eventsMax'],
    [{ deadLetters: { eventsMax: 1, bytesMax: -1 } }, 'deadLetters.bytesMax'],
    [{ concurrency: 17 }, 'concurrency'],
  ];
  for (const [part, option] of wrong) {
    const one = { ...good, ...part };
    t.match(problemsOf(one), [{ hook: one.name, option }], JSON.stringify(part).slice(0, 80));
    t.equal(problemsOf(one).length, 1);
  }
});

t.test('all problems of all hooks are told at once, in one sentence each', async (t) => {
  const wrong = [hook('a', 'nowhere', { concurrency: 0 }), good, hook('b', 'nowhere')];
  t.strictSame(
    problemsOf(...wrong).map(({ hook, option }) => `${hook} ${option}`),
    ['a url', 'a concurrency', 'b url'],
  );
  t.throws(() => checkHooks(wrong), { message: /webhook "a": url has to begin.*; webhook "b": url/ });
});

t.test('two hooks cannot have one name, and there is a bound to their number', async (t) => {
  t.match(problemsOf(good, good), [{ hook: 'good', option: 'name', message: 'is that of another hook' }]);
  const many = Array.from({ length: hooksMax + 1 }, (_, n) => hook(`h${n}`, 'http://127.0.0.1'));
  t.strictSame(problemsOf(...many.slice(1)), []);
  t.match(problemsOf(...many), [{ hook: `h${hooksMax}`, option: 'name' }]);
});

t.test('no secret is in what is told', async (t) => {
  const key = 'hush-hush';
  const problems = problemsOf(
    hook('a', `https://user:${key}@example.org`, { secret: key, headers: { a: `${key}\n` } }),
    hook('b', `no://${key}`, { ca: `-----BEGIN CERTIFICATE-----${key}` }),
  );
  t.equal(problems.length, 4);
  t.notMatch(JSON.stringify(problems), key);
});
