// The command against the HTTP API itself: paths, bodies, codes and events fit together.
import type { CallOutcome } from '@ocpp-broker/admin-api';
import t from 'tap';
import { realApi } from './fixtures/real-api.ts';
import { runCommand, startCommand, temporaryFolder } from './fixtures/run-command.ts';

// Each run is a process: seconds on an idle machine, more on a busy one.
t.setTimeout(90_000);

t.test('a login with a password, and what follows with it', async (t) => {
  const home = temporaryFolder(t);
  const { url, kicked, audit } = await realApi(t);
  const wrong = await runCommand(t, ['login', '--url', url, '--password-stdin'], { home, input: 'wrong' });
  t.match(wrong, { code: 10, stderr: /user name or the password/ });
  t.match(await runCommand(t, ['login', '--url', url, '--password-stdin'], { home, input: 'p4ssword' }), { code: 0 });
  const status = await runCommand(t, ['status', '--json'], { home });
  t.match(status, { code: 0, stderr: '' });
  t.match(JSON.parse(status.stdout), {
    running: true,
    node: 'n1',
    nodes: [{ node: 'n1' }],
    gateways: [{ name: 'ocpp' }],
  });
  t.match(await runCommand(t, ['clients'], { home }), { code: 0, stdout: /^IDENTITY .*\nCP1 +1\.6 / });
  t.match(await runCommand(t, ['kick', 'CP1'], { home }), { code: 0 });
  t.match(await runCommand(t, ['kick', 'CP2'], { home }), { code: 1, stderr: 'ocpp-broker: Client not found\n' });
  t.same(kicked, ['CP1']);
  t.match(await runCommand(t, ['logout'], { home }), { code: 0, stderr: '' });
  t.same(
    audit.map(({ action, target }) => `${action}: ${target}`),
    ['log out: admin', 'kick gateway client: CP1', 'log in: admin'],
  );
  const script = ['--url', url, '--key', 'key:s3cret'];
  const list = await runCommand(t, ['audit', '--actor', 'admin', ...script]);
  t.match(list, { code: 0, stdout: /^TIME .*\n.* log out +admin\n.* kick gateway client +CP1\n.* log in +admin\n$/ });
});

t.test('every outcome of a CALL has its exit code', async (t) => {
  const { options, outcomes } = await realApi(t);
  const uniqueId = 'u1';
  const told: readonly (readonly [code: number, outcome: CallOutcome])[] = [
    [3, { kind: 'error', uniqueId, errorCode: 'NotSupported', errorDescription: '', errorDetails: {} }],
    [4, { kind: 'not-connected' }],
    [5, { kind: 'timed-out', uniqueId, wasSent: true }],
    [6, { kind: 'invalid', problem: { path: 'type', message: 'is missing', errorCode: 'FormationViolation' } }],
    [7, { kind: 'queue-full' }],
    [8, { kind: 'lost', uniqueId, wasSent: true }],
    [11, { kind: 'timed-out', uniqueId, wasSent: false }],
    [11, { kind: 'lost', uniqueId, wasSent: false }],
    [1, { kind: 'duplicate-id', uniqueId }],
    [1, { kind: 'busy' }],
  ];
  for (const [code, outcome] of told) {
    outcomes.set('Reset', outcome);
    t.match(await runCommand(t, ['call', 'CP1', 'Reset', ...options]), { code }, outcome.kind);
  }
  outcomes.clear();
  const done = await runCommand(t, [
    'call',
    'CP1',
    'Reset',
    '{"type":"Soft"}',
    '--json',
    '--unique-id',
    'mine',
    ...options,
  ]);
  t.equal(done.code, 0);
  t.match(JSON.parse(done.stdout), { unique_id: 'mine', status: 'result', payload: { sent: { type: 'Soft' } } });
  const queued = await runCommand(t, ['call', 'CP1', 'Reset', '--async', '--unique-id', 'later', ...options]);
  t.match(queued, { code: 0, stdout: 'later\n' });
});

t.test('frames are followed live', async (t) => {
  const { options, followed, show } = await realApi(t);
  const { ended } = startCommand(t, ['tail', 'CP*', '--limit', '1', ...options]);
  await Promise.race([followed, ended]);
  show({
    at: Date.parse('2026-01-01T00:00:00Z'),
    identity: 'CP1',
    direction: 'upstream',
    type: 2,
    uniqueId: 'u1',
    action: 'Heartbeat',
    errorCode: null,
    text: '[2,"u1","Heartbeat",{}]',
    bytes: 23,
    truncated: false,
  });
  const { code, stdout } = await ended;
  t.same({ code, stdout }, { code: 0, stdout: '2026-01-01T00:00:00.000Z CP1 > Heartbeat [2,"u1","Heartbeat",{}]\n' });
});

t.test('users are added, listed and removed', async (t) => {
  const { options, users } = await realApi(t);
  const add = () => runCommand(t, ['users', 'add', 'CP1', '--password-stdin', ...options], { input: 'p4ssword' });
  t.match(await add(), { code: 0, stderr: '' });
  t.same([...users], [['CP1', 'p4ssword']]);
  t.match(await add(), { code: 1, stderr: 'ocpp-broker: User already exists\n' });
  t.match(await runCommand(t, ['users', 'list', ...options]), { code: 0, stdout: /\nCP1 +no +any\n$/ });
  t.match(await runCommand(t, ['users', 'remove', 'CP1', ...options]), { code: 0 });
  t.match(await runCommand(t, ['users', 'remove', 'CP1', ...options]), { code: 1, stderr: /User not found/ });
});

t.test('wrong credentials are 10, and nothing of them is shown', async (t) => {
  const { url } = await realApi(t);
  const { code, stdout, stderr } = await runCommand(t, ['clients', '--url', url, '--key', 'key:wr0ng']);
  t.same({ code, stdout }, { code: 10, stdout: '' });
  t.notMatch(stderr, /wr0ng/);
});
