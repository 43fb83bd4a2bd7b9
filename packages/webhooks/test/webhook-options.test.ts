import t from 'tap';
import { checkHooks } from '../src/option-check.ts';
import { webhookDefaults } from '../src/webhook-options.ts';

t.test('a hook needs a name and a URL; everything else has a default that is taken', async (t) => {
  t.doesNotThrow(() => checkHooks([{ ...webhookDefaults, name: 'a', url: 'https://example.org' }]));
});

t.test('the longest wait after a failure is far below the age at which events are given up', async (t) => {
  t.ok(webhookDefaults.retry.maxMs * 100 < webhookDefaults.ageMaxMs);
});
