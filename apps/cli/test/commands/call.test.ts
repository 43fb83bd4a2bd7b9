import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type FakeAnswer, fakeApi } from '../fixtures/fake-api.ts';
import { runCommand, temporaryFolder } from '../fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

const path = '/gateways/ocpp/clients/CP1/calls';
const failure = (status: number, code: string, message: string): FakeAnswer => [status, { code, message }];
const result = { unique_id: 'u1', status: 'result', payload: { status: 'Accepted' }, latency_ms: 12 };
const error = {
  unique_id: 'u1',
  status: 'error',
  error_code: 'NotSupported',
  error_description: 'no \u001b[2J',
  error_details: { a: 1 },
};

t.test('each outcome has its exit code, and its JSON on standard output', async (t) => {
  const outcomes: readonly (readonly [
    answer: FakeAnswer,
    code: number,
    stdout: string,
    stderr: string,
    json: unknown,
  ])[] = [
    [[200, result], 0, '{\n  "status": "Accepted"\n}\n', '', result],
    [[200, error], 3, '', 'CALLERROR NotSupported: no \\u{1b}[2J\n{\n  "a": 1\n}\n', error],
    [failure(404, 'RESOURCE_NOT_FOUND', 'not here'), 4, '', 'ocpp-broker: not here\n', undefined],
    [failure(504, 'CALL_TIMED_OUT', 'too slow'), 5, '', 'ocpp-broker: too slow\n', undefined],
    [failure(400, 'CALL_INVALID', 'payload.type: no'), 6, '', 'ocpp-broker: payload.type: no\n', undefined],
    [failure(409, 'QUEUE_FULL', 'full'), 7, '', 'ocpp-broker: full\n', undefined],
    [failure(502, 'CALL_LOST', 'lost'), 8, '', 'ocpp-broker: lost\n', undefined],
    [failure(504, 'CALL_NOT_SENT', 'too late'), 11, '', 'ocpp-broker: too late\n', undefined],
  ];
  for (const [answer, code, stdout, stderr, told] of outcomes) {
    const { options } = await fakeApi(t, { [`POST ${path}`]: answer });
    t.same(await runCommand(t, ['call', 'CP1', 'Reset', ...options]), { code, stdout, stderr }, stderr);
    const json = await runCommand(t, ['call', 'CP1', 'Reset', '--json', ...options]);
    const failed = Array.isArray(answer) ? { status: 'failed', ...(answer[1] as object) } : {};
    t.same({ ...json, stdout: JSON.parse(json.stdout) }, { code, stdout: told ?? failed, stderr: '' });
  }
});

t.test('what is no outcome of a CALL has no exit code of one', async (t) => {
  for (const [answer, code] of [
    [failure(409, 'DUPLICATE_UNIQUE_ID', 'on its way'), 1],
    [failure(422, 'IDEMPOTENCY_KEY_REUSED', 'another'), 1],
    [failure(503, 'SERVICE_UNAVAILABLE', 'busy'), 1],
    [failure(400, 'BAD_REQUEST', 'timeout: too long'), 1],
    [failure(404, 'NOT_FOUND', 'There is nothing at this path'), 1],
    [failure(403, 'UNAUTHORIZED_ROLE', 'no'), 10],
  ] as const) {
    const { options } = await fakeApi(t, { [`POST ${path}`]: answer });
    t.match(await runCommand(t, ['call', 'CP1', 'Reset', ...options]), { code, stdout: '' });
  }
  t.match(await runCommand(t, ['call', 'CP1', 'Reset', '--url', 'http://127.0.0.1:1', '--key', 'a:b']), { code: 9 });
});

t.test('the CALL is what was typed: payload from the line, a file or standard input, and options', async (t) => {
  const { options, seen } = await fakeApi(t, { [`POST ${path}`]: [200, result] });
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'payload.json'), '{"from":"file"}');
  const more = ['--timeout', '1m', '--unique-id', 'my-id', '--idempotency-key', 'once'];
  await runCommand(t, ['call', 'CP1', 'Reset', '{"type":"Soft"}', ...more, ...options]);
  await runCommand(t, ['call', 'CP1', 'Reset', '@payload.json', ...options], { folder });
  await runCommand(t, ['call', 'CP1', 'Reset', '-', ...options], { input: '{"from":"input"}' });
  await runCommand(t, ['call', 'CP1', 'Heartbeat', ...options]);
  t.same(
    seen.map(({ body }) => JSON.parse(body)),
    [
      { action: 'Reset', payload: { type: 'Soft' }, async: false, timeout: '1m', unique_id: 'my-id' },
      { action: 'Reset', payload: { from: 'file' }, async: false },
      { action: 'Reset', payload: { from: 'input' }, async: false },
      { action: 'Heartbeat', payload: {}, async: false },
    ],
  );
  t.same(
    seen.map(({ headers }) => headers['idempotency-key']),
    ['once', undefined, undefined, undefined],
  );
});

t.test(
  'a payload that is no JSON object, and a time without a unit, are refused before anything is sent',
  async (t) => {
    const { options, seen } = await fakeApi(t, {});
    for (const words of [['{'], ['[]'], ['null'], ['"x"'], ['@nowhere.json'], ['@.'], ['-'], ['--timeout', '30']]) {
      const ended = await runCommand(t, ['call', 'CP1', 'Reset', ...words, ...options]);
      t.match(ended, { code: 2, stdout: '', stderr: /payload|cannot be read|--timeout/ }, words.join(' '));
    }
    const large = await runCommand(t, ['call', 'CP1', 'Reset', '-', ...options], { input: ' '.repeat(1_100_000) });
    t.match(large, { code: 2, stderr: /more than/ });
    t.equal(seen.length, 0);
  },
);

t.test('--async prints the id, and call-outcome tells what became of it', async (t) => {
  const { options, seen } = await fakeApi(t, {
    [`POST ${path}`]: [202, { unique_id: 'u1' }],
    [`GET ${path}/u1`]: [200, { unique_id: 'u1', status: 'pending' }],
    [`GET ${path}/u2`]: [200, result],
    [`GET ${path}/u3`]: [200, { unique_id: 'u3', status: 'failed', code: 'CALL_LOST', message: 'lost' }],
    [`GET ${path}/u4`]: failure(404, 'RESOURCE_NOT_FOUND', 'Call not found'),
  });
  t.same(await runCommand(t, ['call', 'CP1', 'Reset', '--async', ...options]), { code: 0, stdout: 'u1\n', stderr: '' });
  t.match(JSON.parse(seen[0]?.body ?? ''), { async: true });
  const outcome = (id: string) => runCommand(t, ['call-outcome', 'CP1', id, ...options]);
  t.same(await outcome('u1'), { code: 0, stdout: 'pending\n', stderr: '' });
  t.match(await outcome('u2'), { code: 0, stdout: /Accepted/ });
  t.match(await outcome('u3'), { code: 8, stderr: /lost/ });
  t.match(await outcome('u4'), { code: 1, stderr: /Call not found/ }, 'which is not “not connected”');
});
