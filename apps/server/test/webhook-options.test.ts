import { join } from 'node:path';
import { openWebhooks, webhookDefaults } from '@ocpp-broker/webhooks';
import { pino } from 'pino';
import t from 'tap';
import { refusingBySetting, webhookOptions } from '../src/webhook-options.ts';
import { certificate } from './fixtures/certificate.ts';
import { problemsOf, settingsOf } from './fixtures/settings.ts';

const url = 'https://example.org/events';
const optionsOf = (hook: object) => webhookOptions(settingsOf({ webhooks: { billing: { url, ...hook } } }));

t.test('the defaults of the settings are those of the webhooks', async (t) => {
  t.strictSame(optionsOf({}), [{ ...webhookDefaults, name: 'billing', url }]);
});

t.test('every setting reaches the webhooks in their own units', async (t) => {
  const folder = t.testdir({ 'ca.pem': certificate });
  const hook = {
    enable: false,
    events: ['call.Reset'],
    identities: ['CP*'],
    direction: 'downstream',
    secret: 's',
    headers: { 'x-a': 'b' },
    cacertfile: join(folder, 'ca.pem'),
    batch: { max_events: 1, max_bytes: '2KB', max_wait: '3ms' },
    timeout: '4s',
    retry: { first: '5s', factor: 1.5, max: '6s', attempts: 7 },
    max_age: '8s',
    queue: { max_events: 9, max_bytes: '10KB' },
    dead_letters: { max_events: 11, max_bytes: '12KB' },
    concurrency: 13,
  };
  t.strictSame(optionsOf(hook), [
    {
      name: 'billing',
      url,
      enable: false,
      events: ['call.Reset'],
      identities: ['CP*'],
      direction: 'downstream',
      secret: 's',
      headers: { 'x-a': 'b' },
      ca: certificate,
      batch: { eventsMax: 1, bytesMax: 2_048, waitMs: 3 },
      timeoutMs: 4_000,
      retry: { firstMs: 5_000, factor: 1.5, maxMs: 6_000, attemptsMax: 7 },
      ageMaxMs: 8_000,
      queue: { eventsMax: 9, bytesMax: 10_240 },
      deadLetters: { eventsMax: 11, bytesMax: 12_288 },
      concurrency: 13,
    },
  ]);
});

t.test('whatever the settings allow, the webhooks take', async (t) => {
  for (const hook of [
    { batch: { max_events: 10_000, max_bytes: '16MB', max_wait: '1h' }, timeout: '5m' },
    { batch: { max_events: 1, max_bytes: '1KB', max_wait: '0s' }, timeout: '100ms' },
    { retry: { first: '10ms', factor: 100, max: '1d', attempts: 1_000_000 }, max_age: '365d' },
    { queue: { max_events: 10_000_000, max_bytes: '64GB' }, concurrency: 16 },
    { queue: { max_events: 1, max_bytes: '1KB' }, dead_letters: { max_events: 0, max_bytes: '0B' } },
    { dead_letters: { max_events: 1_000_000, max_bytes: '64GB' }, events: ['*', 'client.*', 'send.x-y:z'] },
    { url: 'HTTP://[::1]:8080/a?b#c', identities: ['*', 'CP1'], headers: { Authorization: 'Bearer é' } },
  ]) {
    const open = () => openWebhooks({ path: ':memory:', hooks: optionsOf(hook), log: pino({ level: 'silent' }) });
    const webhooks = refusingBySetting(open);
    t.match(webhooks.status(), [{ name: 'billing' }]);
    await webhooks.close();
  }
});

t.test('a file that cannot be read, and what only the webhooks know to be wrong, is told by its setting', async (t) => {
  t.match(await problemsOf(() => optionsOf({ cacertfile: '/nowhere.pem' })), [
    /^webhooks\.billing\.cacertfile: \/nowhere\.pem cannot be read: there is no such file/,
  ]);
  const folder = t.testdir({ 'ca.pem': 'nothing' });
  const hooks = optionsOf({ cacertfile: join(folder, 'ca.pem'), headers: { host: 'x' } });
  const open = () => openWebhooks({ path: ':memory:', hooks, log: pino({ level: 'silent' }) });
  t.match(await problemsOf(() => refusingBySetting(open)), [
    'webhooks.billing.cacertfile: has no certificate in PEM',
    /^webhooks\.billing\.headers: cannot set host/,
  ]);
  t.throws(
    () =>
      refusingBySetting(() => {
        throw new TypeError('ours');
      }),
    TypeError,
  );
});
