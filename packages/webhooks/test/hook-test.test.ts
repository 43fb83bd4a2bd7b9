import { createHmac } from 'node:crypto';
import t from 'tap';
import { testHook } from '../src/hook-test.ts';
import { TestClock } from './fixture/clock.ts';
import { hook, open } from './fixture/open.ts';
import { receiver, statuses } from './fixture/receiver.ts';

t.test('a test event is sent past queue and filters, signed, also while the hook is off', async (t) => {
  const receiving = await receiver(t, statuses(418));
  const options = { enable: false, events: ['error'], identities: ['nobody'], secret: 'hush', headers: { 'x-a': 'b' } };
  const { webhooks } = open(t, [hook('h', receiving.url, options)]);
  t.match(await webhooks.test('h'), { kind: 'answered', status: 418, latencyMs: Number });
  const [received] = receiving.requests;
  t.match(received?.batch, { hook: 'h', events: [{ kind: 'test', id: String, at: '2025-06-01T00:00:00.000Z' }] });
  const [, time = '', digest] = /^t=(\d+),v1=(.+)$/.exec(String(received?.headers['x-ocpp-broker-signature'])) ?? [];
  t.equal(digest, createHmac('sha256', 'hush').update(`${time}.${received?.text}`).digest('hex'));
  t.equal(received?.headers['x-a'], 'b');
  t.match(webhooks.status(), [{ delivered: 0, failed: 0, queued: 0, lastError: null }], 'it is no event of the hook');
});

t.test('a receiver that does not answer is told as what it is', async (t) => {
  const clock = new TestClock();
  const silent = await receiver(t, () => clock.advance(5_000));
  t.strictSame(await testHook(hook('h', silent.url), clock), {
    kind: 'unanswered',
    problem: 'no answer within 5000 ms',
    latencyMs: 5_000,
  });
  await silent.close();
  t.match(await testHook(hook('h', silent.url), clock), { kind: 'unanswered', problem: /ECONNREFUSED/ });
});

t.test('a hook that there is not cannot be tested', async (t) => {
  const { webhooks } = open(t, []);
  t.throws(() => webhooks.test('h'), { code: 'webhook_unknown' });
});
