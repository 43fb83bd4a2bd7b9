import t from 'tap';
import { fakeApi, page } from '../fixtures/fake-api.ts';
import { runCommand } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const status = { state: 'waiting', queued: 3, delivered: 10, failed: 2, dead_letters: 1, last_error: 'answered 500' };
const hook = { name: 'billing', url: 'https://example.org/x', enable: true, status };
const letter = { id: 7, at: '2026-01-01T00:00:00.000Z', reason: 'too old', attempts: 4, event: { kind: 'call' } };

t.test('webhooks are listed with how they fare, and their dead letters too', async (t) => {
  const { options } = await fakeApi(t, {
    'GET /webhooks': [200, [hook]],
    'GET /webhooks/billing/dead_letters': page([letter, { ...letter, id: 8 }]),
  });
  const list = await runCommand(t, ['webhooks', 'list', ...options]);
  t.match(list.stdout, /^NAME .*\nbilling +waiting +3 +10 +2 +1 +answered 500\n$/);
  t.same(JSON.parse((await runCommand(t, ['webhooks', 'list', '--json', ...options])).stdout), [hook]);
  const letters = await runCommand(t, ['webhooks', 'dead-letters', 'billing', ...options]);
  t.match(letters.stdout, /^ID .*\n7 +2026-01-01T00:00:00\.000Z +4 +too old\n8 /);
  const json = await runCommand(t, ['webhooks', 'dead-letters', 'billing', '--json', ...options]);
  t.equal(json.stdout, `${JSON.stringify(letter)}\n${JSON.stringify({ ...letter, id: 8 })}\n`);
});

t.test('a test event tells how it was taken, with the exit code too', async (t) => {
  const { options } = await fakeApi(t, {
    'POST /webhooks/good/test': [200, { delivered: true, status: 204, problem: null, latency_ms: 5 }],
    'POST /webhooks/bad/test': [200, { delivered: false, status: 500, problem: null, latency_ms: 6 }],
    'POST /webhooks/gone/test': [200, { delivered: false, status: null, problem: 'refused', latency_ms: 1 }],
  });
  const test = (name: string) => runCommand(t, ['webhooks', 'test', name, ...options]);
  t.match(await test('good'), { code: 0, stdout: 'taken: answered 204 after 5 ms\n' });
  t.match(await test('bad'), { code: 1, stdout: 'not taken: answered 500 after 6 ms\n' });
  t.match(await test('gone'), { code: 1, stdout: 'not taken: refused after 1 ms\n' });
});

t.test('dead letters are sent once more, or forgotten', async (t) => {
  const { options, seen } = await fakeApi(t, {
    'POST /webhooks/billing/dead_letters/retry': [200, { count: 2 }],
    'DELETE /webhooks/billing/dead_letters': [200, { count: 3 }],
  });
  t.match(await runCommand(t, ['webhooks', 'retry', 'billing', ...options]), {
    code: 0,
    stdout: '2 in the queue again\n',
  });
  t.match(await runCommand(t, ['webhooks', 'drop', 'billing', '--json', ...options]), {
    code: 0,
    stdout: '{"count":3}\n',
  });
  t.equal(seen[0]?.body, '{}');
});
